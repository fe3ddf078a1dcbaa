import { type MoneyScale, moneyScale, splitDecimal } from '../../accounts/money-cells'
import { notionalOf } from '../../accounts/affordable'
import { DECIMAL_ONE, type Decimal, decimalToNumber } from '../../core/decimal'
import { type Result, err, ok } from '../../core/result'
import { headFor } from './backtest-head'
import type { BarBlock } from './bar-block'
import { type BlockEvent, decodeBlockStep } from './block-codec'
import { type LoggedFills, FillTable } from './logged-fills'

type Trade = Extract<BlockEvent, { type: 'Traded' }>

/** What a backtest's log tells of, from its trades and the bars alone. Doubles; exact money is the ledger's. */
export interface LoggedRun {
  /** USD at every row's close: the same doubles as the fold itself made. */
  readonly equity: Float64Array
  /** Of that, in positions. */
  readonly exposure: Float64Array
  readonly fills: LoggedFills
  /** Signals that risk refused, by its rule, and under {@link BY_NO_RULE} orders that did not fill otherwise. */
  readonly refused: ReadonlyMap<string, number>
}

/** Among refusals by rule: too small for the exchange, or without what to pay or to sell with. */
export const BY_NO_RULE = ''

/** Draws a run from its log: no alpha runs, nothing is decided again. Any bytes may be given as records. */
export function runFromLog(records: readonly Uint8Array[], block: BarBlock): Result<LoggedRun, string> {
  const [first, ...steps] = records
  const head = first === undefined ? err('The log is empty.') : headFor(first, block)
  if (!head.ok) return head
  const { products, initialCash } = head.value.config
  const curve = new RunCurve(block, products.map(moneyScale), initialCash)
  const refused = new Map<string, number>()
  for (const record of steps) {
    const step = decodeBlockStep(record)
    if (!step.ok) return step
    for (const event of step.value.events) {
      const rule = refusingRule(event)
      if (rule !== undefined) refused.set(rule, (refused.get(rule) ?? 0) + 1)
      if (event.type !== 'Traded') continue
      if (!curve.canTake(event)) return err(`The log has a trade that its bars do not, at bar ${event.row}.`)
      curve.take(event)
    }
    curve.drawTo(Math.min(step.value.to, block.rows))
  }
  return ok({ equity: curve.equity, exposure: curve.exposure, fills: curve.fills.columns(), refused })
}

/** Undefined of what is no refusal. */
function refusingRule(event: BlockEvent): string | undefined {
  if (event.type !== 'Other') return undefined
  const told = event.event
  if (told.type !== 'SignalRefused' && told.type !== 'OrderCancelled') return undefined
  return told.refusal.type === 'risk' ? told.refusal.rule : BY_NO_RULE
}

class RunCurve {
  readonly equity: Float64Array
  readonly exposure: Float64Array
  readonly fills = new FillTable()
  readonly #held: number[]
  readonly #lasts: number[]
  #cash: Decimal
  #row = 0

  constructor(
    private readonly block: BarBlock,
    private readonly scales: readonly MoneyScale[],
    cash: Decimal,
  ) {
    this.equity = new Float64Array(block.rows)
    this.exposure = new Float64Array(block.rows)
    this.#held = scales.map(() => 0)
    this.#lasts = scales.map(() => 0)
    this.#cash = cash
  }

  canTake({ row, product }: Trade): boolean {
    return row >= this.#row && row < this.block.rows && product < this.scales.length
  }

  take(trade: Trade): void {
    const { row, product, side, quantity, price, slippage } = trade
    const scale = this.scales[product]
    if (scale === undefined) return
    this.drawTo(row)
    const sign = side === 'buy' ? 1 : -1
    const notional = notionalOf(scale.spec, price, quantity)
    const paid = this.#cash - trade.cash
    const fee = (sign === 1 ? paid - notional : paid + notional) as Decimal
    const base = decimalToNumber(scale.spec.baseIncrement)
    this.fills.add({
      ...{ row, time: this.block.products[0]?.time[row] ?? Number.NaN, product, side: sign },
      quantity: quantity * base,
      price: Number(BigInt(price) * scale.spec.quoteIncrement) / Number(DECIMAL_ONE),
      fee: decimalToNumber(fee),
      slippage: quantity * slippage * scale.dollars,
    })
    this.#held[product] = (this.#held[product] ?? 0) + sign * quantity
    this.#cash = trade.cash
  }

  drawTo(end: number): void {
    const from = this.#row
    if (from >= end) return
    this.#row = end
    this.equity.fill(dollarsOf(this.#cash), from, end)
    // In the order the fold adds in: sums of doubles depend on it.
    for (let product = 0; product < this.scales.length; product += 1) this.#addHolding(product, from, end)
  }

  #addHolding(product: number, from: number, end: number): void {
    const closes = this.block.products[product]?.close ?? new Float64Array(0)
    const held = this.#held[product] ?? 0
    const dollars = this.scales[product]?.dollars ?? 0
    let last = this.#lasts[product] ?? 0
    if (held === 0) {
      this.#lasts[product] = newestOf(closes, from, end, last)
      return
    }
    const { equity, exposure } = this
    for (let row = from; row < end; row += 1) {
      const close = closes[row] ?? Number.NaN
      if (close > 0) last = close
      const worth = held * last * dollars
      equity[row] = (equity[row] ?? 0) + worth
      exposure[row] = (exposure[row] ?? 0) + worth
    }
    this.#lasts[product] = last
  }
}

/** The newest price of rows [from, end), or `last` when there is none. */
function newestOf(closes: Float64Array, from: number, end: number, last: number): number {
  for (let row = end - 1; row >= from; row -= 1) {
    const close = closes[row] ?? Number.NaN
    if (close > 0) return close
  }
  return last
}

/** As the books turn an amount into a double. */
function dollarsOf(amount: Decimal): number {
  const { high, low } = splitDecimal(amount)
  return high / 1000 + low / 1e18
}
