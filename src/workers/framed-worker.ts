// A worker in a hidden frame: llm.html binds it, and nothing else, to one provider's origin.
import type { LivingWorker } from './owned-worker'
import { type WorkerScript, absoluteUrl, loadScript } from './spawn'

/** What the page hands to the frame, whose script starts the worker. */
export interface FrameOrder {
  readonly script: WorkerScript
  readonly name: string
  /** Passed on to the worker, as its first message. */
  readonly port: MessagePort
  /** Gets the text of each error event of the worker. */
  readonly errors: MessagePort
}

const FRAME = 'llm.html'

/**
 * @param url what `import url from './x.worker?worker&url'` gives
 * @param origin all that the worker may reach
 * @returns a worker that speaks over the port it gets as its first message
 * @throws when the script or the frame cannot be loaded
 */
export async function workerInFrame(url: string, name: string, origin: string): Promise<LivingWorker> {
  const script = await loadScript(absoluteUrl(url))
  const frame = await openFrame(origin)
  const speech = new MessageChannel()
  const trouble = new MessageChannel()
  const order: FrameOrder = { script, name, port: speech.port2, errors: trouble.port2 }
  frame.contentWindow?.postMessage(order, location.origin, [speech.port2, trouble.port2])
  return {
    endpoint: speech.port1,
    errors: errorEventsOf(trouble.port1),
    terminate: () => {
      frame.remove()
      speech.port1.close()
      trouble.port1.close()
    },
  }
}

function openFrame(origin: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  frame.title = `Connection to ${origin}`
  frame.src = `${absoluteUrl(FRAME)}#${encodeURIComponent(origin)}`
  return new Promise((resolve, reject) => {
    frame.addEventListener('load', () => resolve(frame))
    frame.addEventListener('error', () => reject(new Error('A frame of the app could not be loaded.')))
    document.body.append(frame)
  })
}

function errorEventsOf(port: MessagePort): EventTarget {
  const errors = new EventTarget()
  port.addEventListener('message', (event: MessageEvent<unknown>) => {
    errors.dispatchEvent(new ErrorEvent('error', { message: String(event.data), cancelable: true }))
  })
  port.start()
  return errors
}
