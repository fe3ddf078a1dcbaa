import { invariant } from '../../core/result'
import { SignalQueue } from '../stages/alpha/signal-queue'

interface Pending {
  signals: SignalQueue
  /** After whose close it was decided, and at whose open it is settled. */
  row: number
  due: number
}

/** Decisions on their way to the market, settled in the order they were made. Allocates only as it grows. */
export class PendingDecisions {
  /** A ring: `#count` entries from `#first` on wait. */
  #ring: Pending[] = [emptyEntry()]
  #first = 0
  #count = 0

  /** The row the first of them is due at; infinite when there is none. */
  get nextDue(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#ring[this.#first]?.due ?? 0)
  }

  /** Takes over a decision's signals; answers an empty queue for the next. `due` never falls. */
  add(signals: SignalQueue, row: number, due: number): SignalQueue {
    if (this.#count === this.#ring.length) this.#grow()
    const place = this.#first + this.#count
    const entry = this.#ring[place < this.#ring.length ? place : place - this.#ring.length]
    invariant(entry !== undefined, 'a ring with a hole')
    const empty = entry.signals
    entry.signals = signals
    entry.row = row
    entry.due = due
    this.#count += 1
    return empty
  }

  /** Takes out the first decision if it is due at `row`. Its entry is used again; `empty` takes its signals' place. */
  takeDue(row: number, empty: SignalQueue): SignalQueue | undefined {
    const entry = this.#ring[this.#first]
    if (this.#count === 0 || entry === undefined || entry.due > row) return undefined
    this.takenRow = entry.row
    const { signals } = entry
    entry.signals = empty
    this.#first = this.#first + 1 === this.#ring.length ? 0 : this.#first + 1
    this.#count -= 1
    return signals
  }

  /** After whose close the decision that was taken out last was made. */
  takenRow = -1

  #grow(): void {
    const [ring, first] = [this.#ring, this.#first]
    const added = Array.from({ length: ring.length }, emptyEntry)
    this.#ring = [...ring.slice(first), ...ring.slice(0, first), ...added]
    this.#first = 0
  }
}

function emptyEntry(): Pending {
  return { signals: new SignalQueue(), row: -1, due: -1 }
}
