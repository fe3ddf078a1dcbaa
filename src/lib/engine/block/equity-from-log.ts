import { type MoneyScale, moneyScale, splitDecimal } from '../../accounts/money-cells'
import { type Result, err, ok } from '../../core/result'
import type { BarBlock } from './bar-block'
import { decodeHead } from './backtest'
import { type BlockEvent, decodeBlockStep } from './block-codec'

/**
 * The equity curve a backtest's log tells of, from its trades and the bars alone: no alpha runs, nothing is
 * decided again. The same doubles as the fold itself made.
 */
export function equityFromLog(records: readonly Uint8Array[], block: BarBlock): Result<Float64Array, string> {
  const [head, ...steps] = records
  const config = head === undefined ? err('The log is empty.') : decodeHead(head, block)
  if (!config.ok) return config
  const { products, initialCash } = config.value
  const curve = new EquityCurve(block, products.map(moneyScale))
  curve.cash = dollarsOf(initialCash)
  for (const record of steps) {
    const step = decodeBlockStep(record)
    if (!step.ok) return step
    for (const event of step.value.events) curve.take(event)
    curve.drawTo(step.value.to)
  }
  return ok(curve.equity)
}

class EquityCurve {
  readonly equity: Float64Array
  cash = 0
  readonly #held: number[]
  readonly #lasts: number[]
  #row = 0

  constructor(
    private readonly block: BarBlock,
    private readonly scales: readonly MoneyScale[],
  ) {
    this.equity = new Float64Array(block.rows)
    this.#held = scales.map(() => 0)
    this.#lasts = scales.map(() => 0)
  }

  take(event: BlockEvent): void {
    if (event.type !== 'Traded') return
    this.drawTo(event.row)
    const { product, side, quantity } = event
    this.#held[product] = (this.#held[product] ?? 0) + (side === 'buy' ? quantity : -quantity)
    this.cash = dollarsOf(event.cash)
  }

  drawTo(end: number): void {
    for (; this.#row < end; this.#row += 1) this.equity[this.#row] = this.#at(this.#row)
  }

  /** In the order the fold adds in: sums of doubles depend on it. */
  #at(row: number): number {
    let equity = this.cash
    this.scales.forEach(({ dollars }, product) => {
      const close = this.block.products[product]?.close[row] ?? Number.NaN
      if (close > 0) this.#lasts[product] = close
      const held = this.#held[product] ?? 0
      if (held !== 0) equity += held * (this.#lasts[product] ?? 0) * dollars
    })
    return equity
  }
}

/** As the books turn an amount into a double. */
function dollarsOf(amount: Parameters<typeof splitDecimal>[0]): number {
  const { high, low } = splitDecimal(amount)
  return high / 1000 + low / 1e18
}
