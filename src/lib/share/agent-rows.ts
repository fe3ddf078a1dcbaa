import type { ExitOrder } from '../accounts/exit-plan'
import { decimalToString } from '../core/decimal'
import type { ProductIndex } from '../core/product'
import { type DurationMs, durationMs } from '../core/time'
import type { DecisionOutcome, ModelCallOutcome, Side, Signal } from '../engine/events'
import type { ProductCells } from './product-cells'
import { RowFault, type RowReader } from './row-reader'
import type { Json } from './share-file'

const SIDES: readonly Side[] = ['buy', 'sell']
const OUTCOMES: readonly DecisionOutcome['outcome'][] = ['completed', 'failed', 'timed-out', 'abandoned']

/** Run, tick, ordinal, side, product, quantity, latency, and an object of exits and reason where there are any. */
export function signalCells(signal: Signal, products: ProductCells): readonly Json[] {
  const { run, tick, ordinal, product, side, quantity, latency, exits, reason } = signal
  const amount = products.writeQuantity(product, quantity)
  const cells = [run, tick, ordinal, side, products.writeProduct(product), amount, latency]
  if (exits === undefined && reason === undefined) return cells
  const named = exits === undefined ? {} : { exits: exitsJson(exits, product, products) }
  return [...cells, { ...named, ...(reason === undefined ? {} : { reason }) }]
}

function exitsJson(exits: ExitOrder, product: ProductIndex, products: ProductCells): Json {
  const { stopLoss, takeProfit, timeStop } = exits
  const level = (price: typeof stopLoss): Json =>
    price === undefined || price === 'none' ? 'none' : products.writePrice(product, price)
  return {
    ...(stopLoss === undefined ? {} : { stopLoss: level(stopLoss) }),
    ...(takeProfit === undefined ? {} : { takeProfit: level(takeProfit) }),
    ...(timeStop === undefined ? {} : { timeStop }),
  }
}

export function readSignal(row: RowReader): Signal {
  const [run, tick, ordinal, side] = [row.run(), row.count(), row.count(), row.choice(SIDES)]
  const product = row.anyProduct()
  const [quantity, latency] = [row.quantity(product), row.span()]
  const bare = { run, tick, ordinal, product, side, quantity, latency }
  return row.hasMore ? { ...bare, ...readWords(row, product) } : bare
}

function readWords(row: RowReader, product: ProductIndex): Pick<Signal, 'exits' | 'reason'> {
  const words = row.checked('an object of exits and reason', partsOf)
  const { exits, reason, ...more } = words
  const strange = Object.keys(more)[0]
  if (strange !== undefined) throw new RowFault(`[9].${strange.slice(0, 40)}: This is not known here.`)
  if (reason !== undefined && typeof reason !== 'string') throw new RowFault('[9].reason: This must be text.')
  if (exits === undefined && reason === undefined)
    throw new RowFault('[9]: This must name exits or a reason.')
  return {
    ...(exits === undefined ? {} : { exits: readExits(exits, product, row.products) }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function readExits(value: unknown, product: ProductIndex, products: ProductCells): ExitOrder {
  const parts = partsOf(value)
  if (parts === undefined) throw new RowFault('[9].exits: This must be an object.')
  const { stopLoss, takeProfit, timeStop, ...more } = parts
  const strange = Object.keys(more)[0]
  if (strange !== undefined) throw new RowFault(`[9].exits.${strange.slice(0, 40)}: This is not known here.`)
  if (Object.keys(parts).length === 0) throw new RowFault('[9].exits: This must name an exit.')
  const level = (name: string, cell: unknown): NonNullable<ExitOrder['stopLoss']> => {
    const price = cell === 'none' ? cell : products.readPrice(product, cell)
    if (price === undefined) throw new RowFault(`[9].exits.${name}: This must be a price or none.`)
    return price
  }
  return {
    ...(stopLoss === undefined ? {} : { stopLoss: level('stopLoss', stopLoss) }),
    ...(takeProfit === undefined ? {} : { takeProfit: level('takeProfit', takeProfit) }),
    ...(timeStop === undefined ? {} : { timeStop: readTimeStop(timeStop) }),
  }
}

function readTimeStop(cell: unknown): DurationMs | 'none' {
  if (cell === 'none') return cell
  if (typeof cell === 'number' && Number.isSafeInteger(cell) && cell >= 0) return durationMs(cell)
  throw new RowFault('[9].exits.timeStop: This must be milliseconds or none.')
}

function partsOf(cell: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell) ? { ...cell } : undefined
}

/** Run, tick, outcome, latency, hash of its words. */
export function decisionCells(decision: DecisionOutcome): readonly Json[] {
  return [decision.run, decision.tick, decision.outcome, decision.latency, decision.recordHash]
}

export function readDecision(row: RowReader): DecisionOutcome {
  const [run, tick, outcome] = [row.run(), row.count(), row.choice(OUTCOMES)]
  return { run, tick, outcome, latency: row.span(), recordHash: row.text() }
}

/** Run, tick, ordinal, chat node, tokens in, of those cached, tokens out, estimated, cost in USD, latency. */
export function callCells(call: ModelCallOutcome): readonly Json[] {
  const tokens = [call.inputTokens, call.cachedInputTokens, call.outputTokens]
  const cost = decimalToString(call.cost)
  return [call.run, call.tick, call.ordinal, call.node, ...tokens, call.estimated, cost, call.latency]
}

export function readCall(row: RowReader): ModelCallOutcome {
  return {
    run: row.run(),
    tick: row.count(),
    ordinal: row.count(),
    node: row.text(),
    inputTokens: row.count(),
    cachedInputTokens: row.count(),
    outputTokens: row.count(),
    estimated: row.flag(),
    cost: row.amount(),
    latency: row.span(),
  }
}
