// The page's side of the frame in which the visitor's code runs: strategy.html, and a cell of an opaque origin in it.
import type { Clock } from '../lib/core/clock'
import { durationMs } from '../lib/core/time'
import type { CellOrder } from './api/strategy'
import { absoluteUrl } from './spawn'
import { readCellSpeech } from './strategy-messages'

const FRAME = 'strategy.html'
const ANSWER_WITHIN = durationMs(1500)

/** An open cell with its worker; whoever opened it ends it. */
export class StrategyCell {
  /** What the worker says, unparsed; to be started by whoever listens. */
  readonly speech: MessagePort
  readonly #cell: MessagePort
  #answered: (() => void)[] = []

  private constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly clock: Clock,
    script: Blob,
    code: string,
    onError: (message: string) => void,
  ) {
    const [speech, cell] = [new MessageChannel(), new MessageChannel()]
    this.speech = speech.port1
    this.#cell = cell.port1
    this.#cell.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const said = readCellSpeech(data)
      if (said?.type === 'error') onError(said.message)
      else if (said?.type === 'here') for (const answered of this.#answered.splice(0)) answered()
    })
    this.#cell.start()
    const order: CellOrder = { script, code, speech: speech.port2, cell: cell.port2 }
    frame.contentWindow?.postMessage(order, location.origin, [speech.port2, cell.port2])
  }

  /** @throws when the frame cannot be loaded */
  static async open(
    script: Blob,
    code: string,
    clock: Clock,
    onError: (message: string) => void,
  ): Promise<StrategyCell> {
    return new StrategyCell(await openFrame(), clock, classicScript(script), code, onError)
  }

  /** Whether the frame still answers, its worker or not. */
  isThere(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(ANSWER_WITHIN, () => resolve(false))
      this.#answered.push(() => {
        cancel()
        resolve(true)
      })
      this.#cell.postMessage('there?')
    })
  }

  /** The frame goes, and with it its worker, whatever that is at. */
  end(): void {
    this.frame.remove()
    this.speech.close()
    this.#cell.close()
  }
}

/** One file without imports, as a script whose names are its own: the visitor's code would find them otherwise. */
function classicScript(script: Blob): Blob {
  return new Blob(['(() => {"use strict";', script, '\n})()'], { type: 'text/javascript' })
}

function openFrame(): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  frame.title = 'Your own strategy'
  frame.src = absoluteUrl(FRAME)
  return new Promise((resolve, reject) => {
    frame.addEventListener('load', () => resolve(frame))
    frame.addEventListener('error', () => reject(new Error('A frame of the app could not be loaded.')))
    document.body.append(frame)
  })
}
