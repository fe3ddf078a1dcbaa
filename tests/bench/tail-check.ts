/** What a purchase costs that the tail limit is to judge: the newest minute taken in, and the portfolio's tail told. */
import { priceTicks, productIndex } from '../../src/lib/core/product'
import { Random } from '../../src/lib/core/random'
import { RISK_MODELS, type RiskModelName } from '../../src/lib/core/risk-rules'
import { type TimeMs, timeMs } from '../../src/lib/core/time'
import { PortfolioEstimate } from '../../src/lib/engine/stages/risk/tail/portfolio-estimate'
import { MinuteGrid } from '../../src/lib/market/returns/minute-grid'
import { normalVariate } from '../../src/lib/stats/variates'
import { settingsWith } from '../fixtures/list-grid'
import { type BenchRow, compared, percentile } from './bench-row'

const [PRODUCTS, WINDOW] = [10, 1440]
const [CHECKS, FRESH_CHECKS, WARM] = [4000, 300, 100]
const MINUTE = 60_000
const FIRST = 29_000_000

/** Ten products' minutes, each of its own and the market's moves. */
class Market {
  readonly #clock: { now: TimeMs } = { now: timeMs(0) }
  readonly grid = new MinuteGrid(PRODUCTS, this.#clock)
  readonly #random: Random
  readonly #prices = Array.from({ length: PRODUCTS }, () => 1_000_000)
  #minute = FIRST

  constructor(seed: string) {
    this.#random = Random.fromSeed(seed)
    for (let minute = 0; minute <= WINDOW; minute += 1) this.pass()
  }

  pass(): void {
    this.#minute += 1
    this.#clock.now = timeMs((this.#minute + 1) * MINUTE)
    const market = normalVariate(this.#random)
    for (const [product, before] of this.#prices.entries()) {
      const move = (market + normalVariate(this.#random)) / 1500
      const close = priceTicks(Math.max(Math.round(before * (1 + move)), 1000))
      this.#prices[product] = close
      this.grid.add({ product: productIndex(product), start: timeMs(this.#minute * MINUTE), close })
    }
  }
}

/** Microseconds of a check, one new minute before each; the median, because other work on the machine only adds. */
function checkTime(model: RiskModelName, isFresh: boolean): number {
  const market = new Market(model)
  const settings = settingsWith({ model, window: WINDOW })
  const values = Float64Array.from({ length: PRODUCTS }, (_, index) => 1000 + index)
  let estimate = new PortfolioEstimate(settings, PRODUCTS)
  const times = Array.from({ length: isFresh ? FRESH_CHECKS : CHECKS }, () => {
    market.pass()
    const start = performance.now()
    if (isFresh) estimate = new PortfolioEstimate(settings, PRODUCTS)
    estimate.update(market.grid)
    estimate.tailValueAtRisk(values)
    return (performance.now() - start) * 1000
  })
  return percentile(times.slice(WARM), 0.5)
}

/** Beside each the same out of nothing, by a new estimate. */
export function tailCheckRows(): BenchRow[] {
  return RISK_MODELS.map((model) =>
    compared({
      name: `tail check of a signal, ${model}, ${PRODUCTS} products × ${WINDOW} returns, one new`,
      value: checkTime(model, false),
      unit: 'µs',
      reference: checkTime(model, true),
      target: '< 50 µs',
    }),
  )
}
