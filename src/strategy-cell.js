/* global addEventListener, URL, Worker */
// The only script of the cell: a frame of an opaque origin, without network and storage, in which one worker
// runs the visitor's strategy. It is put into the frame as text, so its hash stands in the frame's policy
// (tools/vite/csp.mjs). It starts the worker, tells of its errors, and answers that it is still there.
const trust = { createScriptURL: (url) => url }
const policy = globalThis.trustedTypes?.createPolicy('arena', trust) ?? trust

addEventListener(
  'message',
  ({ data: { script, code, speech, cell } }) => {
    cell.addEventListener('message', () => cell.postMessage({ type: 'here' }))
    cell.start()
    // Browsers refuse module workers to an origin that is none.
    const worker = new Worker(policy.createScriptURL(URL.createObjectURL(script)), { name: 'strategy' })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      cell.postMessage({ type: 'error', message: String(event.message) })
    })
    worker.postMessage({ code, speech }, [speech])
  },
  { once: true },
)
