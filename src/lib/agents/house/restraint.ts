import type { PortfolioView, RuleGauge } from '../../accounts/portfolio-view'
import type { HouseWish } from './wishes'

/** Below this part of equity the room under a cap is not worth an order. */
const LEAST_ROOM_BASIS_POINTS = 50

/** Of a limit on an estimate, the part that may be used before there is no room worth an order. */
const MOST_USED = 0.99

/**
 * The wishes that are worth asking for under the limits the account shows: rules that know their limits do
 * not knock at a closed door at every tick. How much of a wish fits is still the risk layer's to say.
 */
export function withinLimits(wishes: readonly HouseWish[], { risk }: PortfolioView): readonly HouseWish[] {
  if (risk === undefined) return wishes
  return wishes.filter((wish) => wish.side === 'sell' || canBuy(wish, risk))
}

function canBuy(wish: HouseWish, { halted, gauges }: NonNullable<PortfolioView['risk']>): boolean {
  if (halted !== undefined) return false
  return !gauges.some((gauge) => concerns(gauge, wish) && isClosed(gauge))
}

function concerns({ product }: RuleGauge, wish: HouseWish): boolean {
  return product === undefined || product === wish.product
}

function isClosed({ rule, figure, threshold }: RuleGauge): boolean {
  // The gauge of a cool-down is there only while it lasts.
  if (rule === 'cool-down') return true
  switch (rule) {
    case 'product-exposure':
    case 'gross-exposure':
      return threshold - figure < LEAST_ROOM_BASIS_POINTS
    case 'tail-risk':
    case 'volatility-target':
    case 'correlated-exposure':
      return figure > MOST_USED * threshold
    default:
      return false
  }
}
