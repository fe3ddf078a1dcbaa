import { problemOf } from '../../analytics/monte-carlo/problem'
import type { SimulationPlan, SimulationSettings } from '../../analytics/monte-carlo/types'
import { LEAST_RETURNS } from '../../core/risk-rules'
import { groupDigits } from '../../core/group-digits'
import { type Result, err, ok } from '../../core/result'
import { instantText } from '../catalog/instant-text'
import type { PriceColumns } from '../risk/price-columns'

/** What is held of one product. */
export interface SimulatedHolding {
  readonly id: string
  /** Dollars. */
  readonly value: number
  /** Its column of the prices. */
  readonly column: number
}

/** Holdings with the prices that their returns come from. */
export interface SimulationGround {
  readonly cash: number
  readonly holdings: readonly SimulatedHolding[]
  readonly prices: PriceColumns
  /** What to know of where it comes from, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * What paths are made of: the returns of all that is held, over the steps in which each has a price. Of what is not
 * held nothing is asked.
 */
export function simulationPlan(
  ground: SimulationGround,
  settings: SimulationSettings,
): Result<SimulationPlan, string> {
  const { cash, prices } = ground
  const held = ground.holdings.filter(({ value }) => value > 0)
  if (held.length === 0) return err('Nothing is held: there is nothing to simulate.')
  const from = firstOfAll(held, prices)
  const problem = spanProblem(held, prices, from)
  if (problem !== undefined) return err(problem)
  const plan = {
    settings,
    portfolio: { cash, holdings: held.map(({ id, value }) => ({ id, value })) },
    returns: held.map(({ column }) => returnsOf(prices.closes[column] ?? new Float64Array(0), from)),
    span: prices.span,
    notes: [...ground.notes, ...notesOf(held, prices, from, settings)],
  }
  const fault = problemOf(plan)
  return fault === undefined ? ok(plan) : err(fault)
}

/** The first step in which all that is held has a price. */
function firstOfAll(held: readonly SimulatedHolding[], { extents }: PriceColumns): number {
  return held.reduce((latest, { column }) => Math.max(latest, extents[column]?.first ?? 0), 0)
}

function spanProblem(
  held: readonly SimulatedHolding[],
  { extents, steps, from: start, span }: PriceColumns,
  from: number,
): string | undefined {
  const late = held.find(({ column }) => extents[column]?.first === from)
  const early = held.find(({ column }) => (extents[column]?.last ?? 0) < from)
  if (early !== undefined && late !== undefined) {
    const end = instantText(start + ((extents[early.column]?.last ?? 0) + 1) * span)
    return `${early.id} and ${late.id} have no bars in common: those of ${early.id} end at ${end}, those of ${late.id} begin at ${instantText(start + from * span)}.`
  }
  const rows = steps - from - 1
  if (rows >= LEAST_RETURNS) return undefined
  return `The bars give ${Math.max(0, rows)} returns of all that is held; a simulation needs at least ${LEAST_RETURNS}.`
}

/** Simple returns from step to step. */
function returnsOf(closes: Float64Array, from: number): Float64Array {
  const returns = new Float64Array(closes.length - from - 1)
  for (let row = 0; row < returns.length; row += 1) {
    const before = closes[from + row] ?? Number.NaN
    returns[row] = (closes[from + row + 1] ?? Number.NaN) / before - 1
  }
  return returns
}

function notesOf(
  held: readonly SimulatedHolding[],
  prices: PriceColumns,
  from: number,
  { steps }: SimulationSettings,
): readonly string[] {
  const notes: string[] = []
  const rows = prices.steps - from - 1
  const late = held.find(({ column }) => prices.extents[column]?.first === from)
  if (from > 0 && late !== undefined) {
    const start = instantText(prices.from + from * prices.span)
    notes.push(`It rests on returns from ${start} on, the first bar of ${late.id}.`)
  }
  if (prices.empty > 0) notes.push(emptyText(prices.empty))
  if (rows < steps) {
    notes.push(`It looks ${digits(steps)} steps ahead, on only ${digits(rows)} returns: read it with care.`)
  }
  return [...notes, ...held.filter((one) => neverMoves(one, prices, from)).map(({ id }) => stillText(id))]
}

function emptyText(empty: number): string {
  const [what, verb] = empty === 1 ? ['step', 'has'] : ['steps', 'have']
  return `${digits(empty)} ${what} ${verb} no bar of any product: prices stand still there.`
}

function stillText(id: string): string {
  return `${id} never moved in these bars: it is simulated without risk.`
}

function neverMoves({ column }: SimulatedHolding, { closes }: PriceColumns, from: number): boolean {
  const own = closes[column]?.subarray(from)
  return own?.every((close) => close === own[0]) ?? true
}

function digits(count: number): string {
  return groupDigits(String(count))
}
