// The one place that starts workers, from the page and from inside workers. A worker loaded by URL
// escapes the page's Content Security Policy; one loaded from a blob inherits it.
import { trustedScriptUrl } from './trusted'

/**
 * The address of a built script as the page sees it. Resolve on the page and hand the result to
 * workers: a blob worker has no directory that a relative address could start from.
 * @param url what `import url from './x.worker?worker&url'` gives
 */
export function absoluteUrl(url: string): string {
  return new URL(url, document.baseURI).href
}

async function download(url: string): Promise<Blob> {
  const response = await fetch(url)
  if (!response.ok) {
    throw new Error(`A part of the app could not be loaded (HTTP ${response.status}): ${url}`)
  }
  return new Blob([await response.arrayBuffer()], { type: 'text/javascript' })
}

/** Fifty agents share one script; a replacement starts even if the network has gone since. */
const scripts = new Map<string, Promise<Blob>>()

async function scriptOf(url: string): Promise<Blob> {
  const known = scripts.get(url)
  if (known) return known
  const loading = download(url)
  scripts.set(url, loading)
  try {
    return await loading
  } catch (error) {
    scripts.delete(url) // the next attempt asks again
    throw error
  }
}

/** Engines differ in when they read the address, so it lives until the worker shows signs of life. */
function revokeOnceStarted(worker: Worker, address: string): void {
  const revoke = (): void => URL.revokeObjectURL(address)
  worker.addEventListener('message', revoke, { once: true })
  worker.addEventListener('error', revoke, { once: true })
}

/**
 * Starts a worker from a built script.
 * @param url absolute address of the script: `absoluteUrl(...)` of a `?worker&url` import
 * @param name shown by the browser's developer tools
 * @returns the worker, started but not yet heard from; the caller owns and terminates it
 * @throws when the script cannot be fetched
 */
export async function spawnWorker(url: string, name: string): Promise<Worker> {
  const options: WorkerOptions = { name, type: 'module' }
  // The dev server serves modules that import one another by path: those cannot live in a blob.
  if (import.meta.env.DEV) return new Worker(trustedScriptUrl(url), options)
  const address = URL.createObjectURL(await scriptOf(url))
  const worker = new Worker(trustedScriptUrl(address), options)
  revokeOnceStarted(worker, address)
  return worker
}
