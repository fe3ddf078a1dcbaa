import type { DecisionRecord } from '../agents/decision'
import { toHex } from '../core/hash'
import { InvariantError } from '../core/result'
import type { Engine } from '../engine/engine'
import type { LoggedStep } from '../engine/log/step-codec'
import { FrameStream } from '../match/view/frame-stream'
import type { StepBy } from '../../workers/api/replay'
import type { ViewFrame } from '../../workers/api/view'
import { type MatchTape, SLICE, firstPlace } from './match-tape'
import { ReplayFold } from './replay-fold'
import type { ReplayIndex } from './replay-index'

const UNSEALED = toHex(new Uint8Array(32))

/**
 * Shows a match as it was after any of its events. A fold knows no way back: to go back it begins anew, which is
 * why nothing is encoded or compared in here. The match must have been run again before.
 */
export class TimeMachine {
  /** `seq` of the last event. */
  readonly last: number
  readonly #words: ReadonlyMap<string, DecisionRecord>
  readonly #stream = new FrameStream()
  #fold: ReplayFold

  /** Stands at the first event. @throws InvariantError here and in {@link seek} for a log that cannot be folded. */
  constructor(
    private readonly tape: MatchTape,
    private readonly index: ReplayIndex,
  ) {
    this.last = tape.steps.length - 1
    this.#words = new Map(tape.match.decisions.map(({ run, tick, record }) => [keyOf(run, tick), record]))
    this.#fold = this.#begin()
  }

  /** The match as it is at the moment; only to be looked at. */
  get engine(): Engine {
    return this.#fold.engine
  }

  get position(): { readonly seq: number; readonly time: number } {
    const { seq, time } = this.#fold.engine
    return { seq, time }
  }

  /**
   * To the moment after event `seq`, or the nearest there is. Stands still after every few thousand events; left
   * half-way, the machine stands between two events as well as ever.
   */
  *seek(seq: number): Generator<undefined, void> {
    const target = Math.min(Math.max(Math.trunc(seq), 0), this.last)
    if (target < this.position.seq) {
      this.#fold = this.#begin()
      this.#stream.reset()
    }
    for (let next = this.position.seq + 1; next <= target; next += 1) {
      this.#take(this.#fold, next)
      if (next % SLICE === 0) yield
    }
  }

  /** What to draw now, with the rows that came since the frame before; with all of them after going back. */
  frame(): ViewFrame {
    return this.#stream.next(this.#fold.view(this.#digest()), this.#fold.chronicle)
  }

  /** The `seq` to seek for the next, or the last, event, decision or trade; where it stands if there is none. */
  stepTo(by: StepBy, back: boolean): number {
    const { seq } = this.position
    if (by === 'event') return Math.min(Math.max(seq + (back ? -1 : 1), 0), this.last)
    const marks = by === 'decision' ? this.index.decisions : this.index.trades
    const place = firstPlace(marks.length, (at) => (marks[at]?.seq ?? 0) >= (back ? seq : seq + 1))
    return marks[back ? place - 1 : place]?.seq ?? seq
  }

  /** The last event at or before a match time; the first when all are later. */
  seqAt(time: number): number {
    const { clocks } = this.tape
    return Math.max(firstPlace(clocks.length, (at) => (clocks[at] ?? 0) > time) - 1, 0)
  }

  #begin(): ReplayFold {
    const fold = new ReplayFold()
    this.#take(fold, 0)
    return fold
  }

  #take(fold: ReplayFold, seq: number): void {
    const step = this.tape.steps[seq]
    if (step === undefined) throw new InvariantError(`no event ${seq} on the tape`)
    fold.take(step, this.#wordsOf(step))
  }

  #wordsOf({ input }: LoggedStep): DecisionRecord | undefined {
    return input.type === 'DecisionClosed'
      ? this.#words.get(keyOf(input.decision.run, input.decision.tick))
      : undefined
  }

  #digest(): string {
    const { seals } = this.tape
    const { seq } = this.position
    const sealed = firstPlace(seals.length, (at) => (seals[at]?.seq ?? 0) > seq)
    return seals[sealed - 1]?.digest ?? UNSEALED
  }
}

function keyOf(run: number, tick: number): string {
  return `${run}/${tick}`
}
