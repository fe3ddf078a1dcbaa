import type { PriceTicks, ProductIndex } from '../../../core/product'
import type { RiskState, RuleFigures, RuleGauge } from '../../../accounts/portfolio-view'
import type { TimeMs } from '../../../core/time'

/** The rules' stops of one position: the highest last price at which each sells. */
export interface RuleStops {
  readonly trailingStop?: PriceTicks
  readonly drawdownStop?: PriceTicks
}

/** Where the models of a chain write down how near their limits are. */
export class RiskReport {
  readonly gauges: RuleGauge[] = []
  readonly #stops = new Map<ProductIndex, RuleStops>()
  #halted: RiskState['halted']

  /** The first that tells of a halt names it. */
  get halted(): RiskState['halted'] {
    return this.#halted
  }

  stopsOf(product: ProductIndex): RuleStops {
    return this.#stops.get(product) ?? {}
  }

  gauge(gauge: RuleGauge): void {
    this.gauges.push(gauge)
  }

  stop(product: ProductIndex, stops: RuleStops): void {
    this.#stops.set(product, { ...this.stopsOf(product), ...stops })
  }

  halt(reason: RuleFigures, since: TimeMs): void {
    this.#halted ??= { ...reason, since }
  }
}
