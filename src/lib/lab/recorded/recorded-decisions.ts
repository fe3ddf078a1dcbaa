import { type ProductIndex, type ProductSpec, productIndex } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { BarBlock } from '../../engine/block/bar-block'
import type { BlockSignal } from '../../engine/block/block-signals'
import type { DerivedEvent, RunIndex, Signal } from '../../engine/events'
import type { LoggedStep } from '../../engine/log/step-codec'

/** What an agent of a match decided, as signals on the rows of a block. */
export interface RecordedDecisions {
  readonly signals: readonly BlockSignal[]
  /** What could not be carried over, a sentence each. */
  readonly notes: readonly string[]
}

/** Where decisions are carried over to. */
export interface DecisionTarget {
  readonly block: BarBlock
  /** Of the block, in its order. */
  readonly products: readonly ProductSpec[]
}

/**
 * The signals of one run of a match, each on the last row that had closed when it arrived, so that it meets the
 * market at the next open, as every decision of a backtest does. Signals that never were the run's to give (given
 * twice, too late, while the match stood still) are left out; those that the rules or the purse refused are not:
 * they are judged anew. A sentence when nothing can be carried over.
 */
export function recordedDecisions(
  steps: Iterable<LoggedStep>,
  run: RunIndex,
  matchProducts: readonly ProductSpec[],
  target: DecisionTarget,
): Result<RecordedDecisions, string> {
  const places = placesOf(matchProducts, target.products)
  if (!places.ok) return places
  const signals: BlockSignal[] = []
  const lost = { early: 0, elsewhere: 0 }
  const rows = new RowClock(target.block)
  let given = 0
  for (const { input, derived } of steps) {
    rows.advance(input.time)
    if (input.type !== 'SignalSubmitted' || input.signal.run !== run || isVoid(derived)) continue
    given += 1
    const product = places.value[input.signal.product]
    if (product === undefined) lost.elsewhere += 1
    else if (rows.row < 0) lost.early += 1
    else signals.push(blockSignal(input.signal, rows.row, product))
  }
  if (given === 0) return err('This agent gave no signals in that match.')
  if (signals.length === 0) return err('None of this agent’s signals fall on these bars and products.')
  return ok({ signals, notes: notesOf(lost) })
}

/** By the match's product, its place in the block; a sentence where the same product has other steps. */
function placesOf(
  from: readonly ProductSpec[],
  to: readonly ProductSpec[],
): Result<readonly (ProductIndex | undefined)[], string> {
  const places: (ProductIndex | undefined)[] = []
  for (const spec of from) {
    const place = to.findIndex(({ id }) => id === spec.id)
    const there = to[place]
    if (there !== undefined && !sameSteps(spec, there)) {
      return err(`${spec.id} had other steps of price or quantity in that match than in these bars.`)
    }
    places.push(there === undefined ? undefined : productIndex(place))
  }
  return ok(places)
}

function sameSteps(a: ProductSpec, b: ProductSpec): boolean {
  return a.quoteIncrement === b.quoteIncrement && a.baseIncrement === b.baseIncrement
}

/** Refused before anything looked at what it was about. */
function isVoid(derived: readonly DerivedEvent[]): boolean {
  return derived.some((event) => {
    if (event.type !== 'SignalRefused') return false
    const { type } = event.refusal
    return type === 'duplicate' || type === 'late' || type === 'paused' || type === 'ended'
  })
}

function blockSignal(
  { side, quantity, exits, reason }: Signal,
  row: number,
  product: ProductIndex,
): BlockSignal {
  return {
    ...{ row, product, kind: side, amount: quantity },
    ...(exits === undefined ? {} : { exits }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Follows match time through the closes of a block. */
class RowClock {
  readonly #times: Float64Array
  readonly #span: number
  /** The last row closed at or before the time; -1 before the first. */
  row = -1

  constructor({ products, granularity }: BarBlock) {
    this.#times = products[0]?.time ?? new Float64Array(0)
    this.#span = granularity * 1000
  }

  /** Time that falls back stays where it was. */
  advance(time: number): void {
    while ((this.#times[this.row + 1] ?? Number.POSITIVE_INFINITY) + this.#span <= time) this.row += 1
  }
}

function notesOf({ early, elsewhere }: { readonly early: number; readonly elsewhere: number }): string[] {
  const notes: string[] = []
  if (early > 0) notes.push(`${counted(early)} given before the first bar had closed, and left out.`)
  if (elsewhere > 0) notes.push(`${counted(elsewhere)} for products that are not in these bars.`)
  return notes
}

function counted(signals: number): string {
  return signals === 1 ? 'One signal was' : `${signals} signals were`
}
