import { decimalToNumber } from '../../core/decimal'
import { type PriceTicks, type ProductSpec, priceTicks } from '../../core/product'
import type { Random } from '../../core/random'
import { demoCharacter, type DemoCharacter } from './catalogue'
import { ShockSource } from './shocks'
import { STEPS_PER_DAY, STEPS_PER_YEAR } from './tape-time'

const OWN_JUMPS_PER_DAY = 2

/** No single step moves a price by more than this, whatever shocks coincide. */
const MOST_MOVE = 0.25

/** Half of the distance to the product's usual level is lost in ten days: prices stay in sight of it. */
const HOMESICKNESS = 0.693_147 / (10 * STEPS_PER_DAY)

/** Prices start within this fraction of the usual level, so that seeds differ at first sight. */
const START_SPREAD = 0.1

const MOST_TRADES_PER_STEP = 40

/** One product's prices: its own shocks and its share of the market's. Changed in place by every step. */
export class ProductPath {
  readonly #character: DemoCharacter
  readonly #random: Random
  readonly #own: ShockSource
  readonly #increment: number
  readonly #stepDeviation: number
  readonly #ownLoading: number
  #middle: number
  #anchor: number
  #traded = false
  #volume = 0
  #dayVolume: number
  #tradeId: number
  #bid = 1
  #ask = 2
  #price = 1

  constructor(spec: ProductSpec, random: Random) {
    const character = demoCharacter(spec)
    this.#character = character
    this.#random = random.fork('trades')
    this.#own = new ShockSource(random.fork('shocks'), OWN_JUMPS_PER_DAY)
    this.#increment = decimalToNumber(spec.quoteIncrement)
    // What trends, storms and jumps add, calm and ranging hours take away again.
    this.#stepDeviation = character.volatility / Math.sqrt(STEPS_PER_YEAR)
    this.#ownLoading = Math.sqrt(1 - character.loading * character.loading)
    this.#middle = character.level * (1 + START_SPREAD * (2 * this.#random.uniform() - 1))
    this.#anchor = this.#middle
    this.#dayVolume = character.dailyVolume
    this.#tradeId = 10_000_000 + this.#random.integer(900_000_000)
    this.#trade()
  }

  /** Whether anything traded in the last step; if not, the quote is as it was. */
  get traded(): boolean {
    return this.#traded
  }

  get price(): PriceTicks {
    return priceTicks(this.#price)
  }

  get bid(): PriceTicks {
    return priceTicks(this.#bid)
  }

  get ask(): PriceTicks {
    return priceTicks(this.#ask)
  }

  get tradeId(): number {
    return this.#tradeId
  }

  /** Base currency traded in the last step. */
  get volume(): number {
    return this.#volume
  }

  /** Base currency traded in a day: an average whose older trades fade within about 24 h. */
  get dayVolume(): number {
    return this.#dayVolume
  }

  /** Moves on by one step, with the market's shock of the same step. */
  step(market: ShockSource): void {
    this.#own.step()
    this.#move(market)
    this.#traded = this.#random.uniform() < this.#character.activity
    this.#volume = 0
    if (this.#traded) this.#trade()
    this.#dayVolume += this.#volume - this.#dayVolume / STEPS_PER_DAY
  }

  #move(market: ShockSource): void {
    if (this.#own.regimeBegan) this.#anchor = this.#middle
    const shock = this.#character.loading * market.shock + this.#ownLoading * this.#own.shock
    const pull = this.#own.regime.current.pull * (this.#anchor / this.#middle - 1)
    const home = HOMESICKNESS * (this.#character.level / this.#middle - 1)
    const move = this.#stepDeviation * shock + pull + home
    this.#middle *= 1 + Math.max(-MOST_MOVE, Math.min(MOST_MOVE, move))
  }

  /** The last of the step's trades meets the bid or the ask, half of them each. */
  #trade(): void {
    const turbulence = this.#own.turbulence
    const ticks = this.#middle / this.#increment
    const spread = Math.max(1, Math.round(ticks * this.#spreadNow(turbulence)))
    this.#bid = Math.max(1, Math.round(ticks - spread / 2))
    this.#ask = this.#bid + spread
    this.#price = this.#random.uniform() < 0.5 ? this.#bid : this.#ask
    this.#tradeId += 1 + this.#random.integer(MOST_TRADES_PER_STEP)
    const burst = 4 * this.#random.uniform() * this.#random.uniform()
    this.#volume = (this.#character.dailyVolume / STEPS_PER_DAY) * burst * (0.4 + 0.6 * turbulence)
  }

  /** Spread as a fraction of the price: wider the wilder the market, never quite the same. */
  #spreadNow(turbulence: number): number {
    const mood = 0.6 + 0.8 * this.#random.uniform()
    return this.#character.spreadBasisPoints * 0.0001 * mood * (0.5 + 0.5 * turbulence * turbulence)
  }
}
