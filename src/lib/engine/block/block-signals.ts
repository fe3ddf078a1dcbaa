import type { ExitOrder } from '../../accounts/exit-plan'
import type { ProductIndex } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { type BlockEvent, decodeBlockStep } from './block-codec'

/** What an alpha wanted after a row closed. */
export interface BlockSignal {
  readonly row: number
  readonly product: ProductIndex
  /** `weight`: to hold that part of equity; else to trade so many units. */
  readonly kind: 'weight' | 'buy' | 'sell'
  /** A fraction 0 … 1 of equity, or base increments. */
  readonly amount: number
  readonly exits?: ExitOrder
  /** Why; kept where exits are named. */
  readonly reason?: string
}

/** The signals a whole log holds, head first, in order. They are untrusted as the log is. */
export function signalsOf(records: readonly Uint8Array[]): Result<readonly BlockSignal[], string> {
  const signals: BlockSignal[] = []
  for (const record of records.slice(1)) {
    const step = decodeBlockStep(record)
    if (!step.ok) return step
    for (const event of step.value.events) addSignal(signals, event)
  }
  return ok(signals)
}

/** Adds what the event signals, if it is a signal. */
export function addSignal(signals: BlockSignal[], event: BlockEvent): void {
  if (event.type !== 'WeightSignalled' && event.type !== 'QuantitySignalled') return
  const { row, product, named } = event
  const wish =
    event.type === 'WeightSignalled'
      ? ({ kind: 'weight', amount: event.weight } as const)
      : { kind: event.side, amount: event.quantity }
  signals.push({ row, product, ...wish, ...(named ?? {}) })
}

/** Checks signals that come from elsewhere, for a block of so many rows and products. */
export function checkSignals(
  signals: readonly BlockSignal[],
  rows: number,
  products: number,
): Result<void, string> {
  let last = 0
  for (const [place, signal] of signals.entries()) {
    const problem = problemOf(signal, last, rows, products)
    if (problem !== undefined) return err(`Signal ${place + 1} ${problem}`)
    last = signal.row
  }
  return ok(undefined)
}

function problemOf(
  { row, product, kind, amount, exits }: BlockSignal,
  last: number,
  rows: number,
  products: number,
): string | undefined {
  if (!Number.isSafeInteger(row) || row < last || row >= rows) return 'is not in the order of the bars.'
  if (!Number.isSafeInteger(product) || product < 0 || product >= products) return 'is of no product here.'
  if (kind === 'weight' && !(amount >= 0 && amount <= 1)) return 'wants a weight that is not from 0 to 1.'
  if (kind !== 'weight' && !isWhole(amount, 0)) return 'wants a quantity that is no whole number.'
  return exits === undefined || areExits(exits) ? undefined : 'names exits that are none.'
}

function areExits({ stopLoss, takeProfit, timeStop }: ExitOrder): boolean {
  return isExit(stopLoss, 1) && isExit(takeProfit, 1) && isExit(timeStop, 0)
}

function isExit(exit: number | 'none' | undefined, least: number): boolean {
  return exit === undefined || exit === 'none' || isWhole(exit, least)
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least
}
