import type { Decimal } from '../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../core/product'
import type { RiskRules, RuleName } from '../core/risk-rules'
import type { DurationMs, TimeMs } from '../core/time'
import type { ExitPlan } from './exit-plan'

/** One run's account at one moment, as its agent and the page see it. */
export interface PortfolioView {
  readonly cash: Decimal
  readonly positions: readonly PositionView[]
  /** Cash plus positions at the last price. */
  readonly equity: Decimal
  /** Cash plus what the positions would fetch at the bid, before fees. */
  readonly liquidation: Decimal
  readonly realised: Decimal
  readonly unrealised: Decimal
  readonly feesPaid: Decimal
  /** Value of all fills so far, which decides the fee tier. */
  readonly tradedVolume: Decimal
  /** What the next trade would pay, in basis points of its value. */
  readonly takerBasisPoints: number
  /** What the risk layer watches; missing in matches that have none. */
  readonly risk?: RiskState
}

export interface PositionView {
  readonly product: ProductIndex
  readonly quantity: QuantityUnits
  /** Cost basis by average cost, fees of the purchases included. */
  readonly costBasis: Decimal
  /** Cost basis divided by quantity, rounded half-even. */
  readonly averageCost: Decimal
  /** Last price; undefined before the first ticker, when the position is valued at its cost. */
  readonly price: PriceTicks | undefined
  readonly marketValue: Decimal
  readonly profit: Decimal
  /** Quantity-weighted average time held. */
  readonly held: DurationMs
  /** What would sell it; missing when nothing would. */
  readonly exits?: PositionExits
}

/** What sells a position without its agent: the agent's own plan, and the highest prices at which rules do. */
export interface PositionExits extends ExitPlan {
  readonly trailingStop?: PriceTicks
  readonly drawdownStop?: PriceTicks
  /** Present while a stop has fired and the sale waits for a fresh quote; nothing takes it back. */
  readonly waiting?: true
}

/** A run's limits and how far from them it is. */
export interface RiskState {
  readonly rules: RiskRules
  /** Present while buying is stopped until the operator re-arms the run. */
  readonly halted?: RuleFigures & { readonly since: TimeMs }
  readonly gauges: readonly RuleGauge[]
  /** What the layer did by itself since the agent last decided, oldest first. */
  readonly news: readonly RiskNews[]
}

/** `figure` against `threshold`, both in the rule's own unit. */
export interface RuleFigures {
  readonly rule: string
  readonly figure: number
  readonly threshold: number
}

/** Where a limit stands now. `figure` passes `threshold` when the rule acts. */
export interface RuleGauge extends RuleFigures {
  readonly rule: RuleName
  /** Of a limit that holds for each product. */
  readonly product?: ProductIndex
  /** Of a limit of the whole run: it counts from where the operator re-armed it. */
  readonly rearmed?: true
}

/** One sale by the risk layer. */
export interface RiskNews extends RuleFigures {
  readonly time: TimeMs
  readonly product: ProductIndex
  readonly quantity: QuantityUnits
  /** It filled at. */
  readonly price: PriceTicks
  /** The price its stop stood at, if the rule has one. */
  readonly level?: PriceTicks
}
