// The script of llm.html, a hidden frame in which one llm.worker lives. Its address names one
// provider's origin, and before anything starts the frame's policy is narrowed to that origin; the worker
// inherits it. The page hands in the script and a port for the worker, and keeps the other end.
import { isProviderOrigin } from './lib/llm/provider-origin'
import type { FrameOrder } from './workers/framed-worker'
import { startWorker } from './workers/spawn'

/** Policies add up to their intersection: from here on nothing else can be reached or loaded. */
function narrowTo(origin: string): void {
  const policy = document.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = `default-src 'none'; connect-src ${origin}; worker-src blob:`
  document.head.append(policy)
}

function start({ script, name, port, errors }: FrameOrder): void {
  const worker = startWorker(script, name)
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    errors.postMessage(event.message)
  })
  worker.postMessage(port, [port])
}

const origin = decodeURIComponent(location.hash.slice(1))
if (!isProviderOrigin(origin)) throw new Error('This frame was opened for no provider of language models.')
// The dev server's own scripts need more, and its workers are loaded by URL, which no meta policy binds.
if (import.meta.env.PROD) narrowTo(origin)

addEventListener('message', (event: MessageEvent<FrameOrder>) => {
  if (event.source === parent && event.origin === location.origin) start(event.data)
})
