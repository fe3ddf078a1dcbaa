import type { ViewFrame } from '../../workers/api/view'

/** What to do with a frame: add its rows, take them for the whole, show the view alone, or ignore it. */
export type FrameVerdict = 'append' | 'replace' | 'view-only' | 'drop'

/** Once asked for, the whole comes with one of the next frames; after so many without it, ask again. */
const PATIENCE = 20

/** Notices frames that went missing and asks for everything again. */
export class FrameOrder {
  readonly #resync: () => Promise<void>
  #last: { readonly frame: number; readonly matchId: string } | undefined
  /** Frames seen since the whole was asked for; undefined when nothing is missing. */
  #waited: number | undefined

  /** @param resync asks for a frame with `reset`; when it rejects, the next frame asks again */
  constructor(resync: () => Promise<void>) {
    this.#resync = resync
  }

  accept(frame: ViewFrame): FrameVerdict {
    const last = this.#last
    const matchId = frame.view.match.id
    const sameMatch = last?.matchId === matchId
    if (frame.reset) {
      this.#last = { frame: frame.frame, matchId }
      this.#waited = undefined
      return 'replace'
    }
    if (sameMatch && this.#waited === undefined && frame.frame === last.frame + 1) {
      this.#last = { frame: frame.frame, matchId }
      return 'append'
    }
    this.#ask()
    return sameMatch ? 'view-only' : 'drop'
  }

  #ask(): void {
    if (this.#waited !== undefined && this.#waited < PATIENCE) {
      this.#waited += 1
      return
    }
    this.#waited = 0
    this.#resync().catch(() => {
      this.#waited = PATIENCE
    })
  }
}
