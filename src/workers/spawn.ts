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

/** A built worker script, on its way to where the worker will be started. */
export type WorkerScript = Blob | { readonly url: string }

/**
 * @param url absolute address of the script: `absoluteUrl(...)` of a `?worker&url` import
 * @throws when the script cannot be fetched
 */
export async function loadScript(url: string): Promise<WorkerScript> {
  // The dev server serves modules that import one another by path: those cannot live in a blob.
  return import.meta.env.DEV ? { url } : scriptOf(url)
}

/**
 * Starts a worker, under the policy of the document or worker that calls this.
 * @param name shown by the browser's developer tools
 * @returns the worker, started but not yet heard from; the caller owns and terminates it
 */
export function startWorker(script: WorkerScript, name: string): Worker {
  const options: WorkerOptions = { name, type: 'module' }
  if (!(script instanceof Blob)) return new Worker(trustedScriptUrl(script.url), options)
  const address = URL.createObjectURL(script)
  const worker = new Worker(trustedScriptUrl(address), options)
  revokeOnceStarted(worker, address)
  return worker
}

/** {@link loadScript}, then {@link startWorker}. @throws when the script cannot be fetched */
export async function spawnWorker(url: string, name: string): Promise<Worker> {
  return startWorker(await loadScript(url), name)
}
