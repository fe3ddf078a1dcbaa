import type { MatchView, ViewFrame } from '../../../workers/api/view'
import type { Chronicle } from './chronicle'

/** Cuts a match's chronicle into frames: each holds what was added since the one before. */
export class FrameStream {
  #frame = 0
  #trades = 0
  #activity = 0
  #equity = 0
  #generation = -1

  /** The next frame will carry the whole history. */
  reset(): void {
    this.#generation = -1
  }

  /** A frame with a changed view and nothing added; whoever needs the rows gets them when there are more. */
  still(view: MatchView): ViewFrame {
    const reset = this.#generation === -1
    const frame = { frame: this.#frame, reset, view, trades: [], activity: [], equity: [] }
    this.#frame += 1
    return frame
  }

  next(view: MatchView, chronicle: Chronicle): ViewFrame {
    const reset = this.#generation !== chronicle.equity.generation
    const frame: ViewFrame = {
      frame: this.#frame,
      reset,
      view,
      trades: chronicle.trades.since(reset ? 0 : this.#trades),
      activity: chronicle.activity.since(reset ? 0 : this.#activity),
      equity: chronicle.equity.since(reset ? 0 : this.#equity),
    }
    this.#frame += 1
    this.#trades = chronicle.trades.total
    this.#activity = chronicle.activity.total
    this.#equity = chronicle.equity.points.length
    this.#generation = chronicle.equity.generation
    return frame
  }
}
