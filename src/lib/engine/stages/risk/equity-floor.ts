import { type Decimal, DECIMAL_ZERO, decimalToNumber } from '../../../core/decimal'
import type { TradingContext } from '../context'
import { basisPointsBelow } from './stop-price'

const WHOLE = 10_000
/** Within this part of a figure a double does not decide. */
const NEAR = 1e-9
const DOLLAR = 1e18

/**
 * How far equity may fall from a base. Doubles tell where they are clearly apart; at the edge exact decimals
 * decide.
 */
export class EquityFloor {
  #base: Decimal = DECIMAL_ZERO
  #baseNumber = 0
  #clear = 0
  #beyond = 0

  constructor(readonly basisPoints: number) {}

  /** Equity above this, a double, is above the floor for certain. */
  get clear(): number {
    return this.#clear
  }

  /** Equity below this, a double, is below the base for certain. */
  get nearBase(): number {
    return this.#baseNumber * (1 - NEAR)
  }

  setBase(equity: Decimal): void {
    this.#base = equity
    this.#baseNumber = decimalToNumber(equity)
    const floor = (this.#baseNumber * (WHOLE - this.basisPoints)) / WHOLE
    this.#clear = floor * (1 + NEAR)
    this.#beyond = floor * (1 - NEAR)
  }

  /** Lifts the base to the present equity where that is higher; answers whether they could be compared. */
  raise(context: TradingContext): boolean {
    const equity = equityNow(context)
    if (equity !== undefined && equity > this.#base) this.setBase(equity)
    return equity !== undefined
  }

  /** Whether equity has fallen by more than the limit. */
  isPassed(context: TradingContext): boolean {
    if (context.equity > this.#clear) return false
    if (context.equity < this.#beyond) return true
    const equity = equityNow(context)
    return equity !== undefined && equity * BigInt(WHOLE) < this.#base * BigInt(WHOLE - this.basisPoints)
  }

  /** Basis points that equity lies below the base, nearest double. */
  fallOf(equity: number): number {
    return basisPointsBelow(equity, this.#baseNumber)
  }
}

/**
 * The exact equity of this moment; undefined while the context's double is of an earlier one, as between the
 * open and the close of a bar.
 */
export function equityNow({ equity, exactEquity }: TradingContext): Decimal | undefined {
  return Math.abs(Number(exactEquity) / DOLLAR - equity) <= equity * NEAR ? exactEquity : undefined
}
