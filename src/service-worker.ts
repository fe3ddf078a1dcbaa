/// <reference lib="webworker" />
// Reopens the app without a network, from whatever subpath it was served at. Keeps one version of
// the build, whole: a page never meets half of one and half of another. The build writes the two
// constants in front of this file.
export {}

declare const PRECACHE: readonly string[]
declare const VERSION: string

const worker = self as unknown as ServiceWorkerGlobalScope // eslint-disable-line no-restricted-syntax -- the library types `self` as a window
const scope = worker.registration.scope
const PREFIX = `arena:${new URL(scope).pathname}:`
const CACHE = PREFIX + VERSION
const HOME = new URL('index.html', scope).href
/** Documents have no hash of their content in their names: the newest are asked for first. */
const DOCUMENTS = new Map([
  [scope, HOME],
  ...['index.html', 'llm.html', 'strategy.html'].map((name): [string, string] => {
    const address = new URL(name, scope).href
    return [address, address]
  }),
])
const kept = new Set(PRECACHE.map((path) => new URL(path, scope).href))

async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll([...kept].map((url) => new Request(url, { cache: 'no-cache' })))
}

async function removeOldVersions(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(old.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** A document: the newest there is, or the kept one without a network. */
async function newest(request: Request, keptAs: string): Promise<Response> {
  try {
    const response = await fetch(request)
    if (response.ok) return response
    return (await caches.match(keptAs, { cacheName: CACHE })) ?? response
  } catch (error) {
    const cached = await caches.match(keptAs, { cacheName: CACHE })
    if (cached) return cached
    throw error
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request.url, { cacheName: CACHE })) ?? fetch(request)
}

/** Bare URL, without query and fragment, by which a file is kept. */
function addressOf(request: Request): string {
  const url = new URL(request.url)
  return url.origin + url.pathname
}

worker.addEventListener('install', (event) => {
  event.waitUntil(install())
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(removeOldVersions())
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const document = DOCUMENTS.get(addressOf(request))
  if (document !== undefined) event.respondWith(newest(request, document))
  else if (kept.has(request.url)) event.respondWith(file(request))
})
