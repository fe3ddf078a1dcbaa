// An independent bookkeeper: recomputes every account from a log's prices and fills alone, in whole
// 10^-18 of a dollar, by rules written down here and nowhere else. It shares no code with the engine.
import type { LoggedStep } from '../../src/lib/engine/log/step-codec'

const ONE = 10n ** 18n

/** Taker fees of the exchange in basis points, by volume traded so far in dollars. */
const TIERS: readonly (readonly [fromVolume: bigint, basisPoints: bigint])[] = [
  [400_000_000n, 5n],
  [250_000_000n, 8n],
  [75_000_000n, 12n],
  [15_000_000n, 16n],
  [1_000_000n, 18n],
  [100_000n, 20n],
  [50_000n, 25n],
  [10_000n, 40n],
  [0n, 60n],
]

export interface OraclePosition {
  readonly product: number
  quantity: bigint
  basis: bigint
  /** Quantity-weighted average instant of purchase, epoch milliseconds. */
  since: number
}

export interface OracleTrade {
  readonly time: number
  readonly run: number
  readonly side: 'buy' | 'sell'
  readonly product: number
  readonly quantity: bigint
  readonly price: bigint
  readonly value: bigint
  readonly fee: bigint
}

export interface OracleRun {
  readonly name: string
  readonly role: 'agent' | 'benchmark'
  readonly positions: Map<number, OraclePosition>
  cash: bigint
  fees: bigint
  volume: bigint
  trades: number
  peak: number
  maxDrawdown: number
}

interface Quote {
  readonly price: bigint
  readonly bid: bigint
  readonly ask: bigint
}

type Input<Type extends LoggedStep['input']['type']> = Extract<LoggedStep['input'], { type: Type }>
type Config = Input<'MatchStarted'>['config']
type Fill = Extract<LoggedStep['derived'][number], { type: 'OrderFilled' }>

export class Oracle {
  readonly runs: readonly OracleRun[]
  readonly trades: OracleTrade[] = []
  readonly quotes = new Map<number, Quote>()
  /** What the log says that is not so. */
  readonly disagreements: string[] = []
  time = 0
  readonly #config: Config

  constructor(steps: readonly LoggedStep[]) {
    const [first] = steps
    if (first?.input.type !== 'MatchStarted') throw new Error('the log does not begin with its match')
    this.#config = first.input.config
    const cash = this.#config.initialCash as bigint
    this.runs = this.#config.runs.map(({ name, role }) => ({
      ...{ name, role, cash, positions: new Map(), fees: 0n, volume: 0n, trades: 0 },
      ...{ peak: dollars(cash), maxDrawdown: 0 },
    }))
    for (const step of steps) this.#follow(step)
  }

  get config(): Config {
    return this.#config
  }

  /** Value of so many ticks and units of a product. */
  value(product: number, ticks: bigint, units: bigint): bigint {
    const spec = this.#config.products[product]
    if (spec === undefined) throw new Error(`no product ${product}`)
    return (ticks * spec.quoteIncrement * units * spec.baseIncrement) / ONE
  }

  marketValue(position: OraclePosition): bigint {
    const quote = this.quotes.get(position.product)
    return quote === undefined ? position.basis : this.value(position.product, quote.price, position.quantity)
  }

  equity(run: OracleRun): bigint {
    return [...run.positions.values()].reduce((sum, position) => sum + this.marketValue(position), run.cash)
  }

  #follow({ input, derived }: LoggedStep): void {
    this.time = Math.max(this.time, input.time)
    if (input.type === 'TickerReceived') {
      const { product, price, bid, ask } = input.ticker
      this.quotes.set(product, { price: BigInt(price), bid: BigInt(bid), ask: BigInt(ask) })
    }
    for (const event of derived) if (event.type === 'OrderFilled') this.#fill(event)
    for (const run of this.runs) this.#markDrawdown(run)
  }

  #fill(fill: Fill): void {
    const run = this.runs[fill.run]
    if (run === undefined) throw new Error(`no run ${fill.run}`)
    const quote = this.quotes.get(fill.product)
    const price = fill.side === 'buy' ? quote?.ask : quote?.bid
    const quantity = BigInt(fill.quantity)
    this.#expect('price', fill, price, BigInt(fill.price))
    const value = this.value(fill.product, BigInt(fill.price), quantity)
    const fee = halfEven(value * this.#basisPoints(run), 10_000n)
    this.#expect('value', fill, value, fill.notional)
    this.#expect('fee', fill, fee, fill.fee)
    if (fill.side === 'buy') this.#buy(run, fill, quantity, value + fee)
    else this.#sell(run, fill, quantity, value - fee)
    run.fees += fee
    run.volume += value
    run.trades += 1
    this.#expect('cash', fill, run.cash, fill.cash)
    const { side, product } = fill
    this.trades.push({
      time: this.time,
      run: fill.run,
      side,
      product,
      quantity,
      price: BigInt(fill.price),
      value,
      fee,
    })
  }

  #buy(run: OracleRun, { product }: Fill, quantity: bigint, cost: bigint): void {
    const held = run.positions.get(product) ?? { product, quantity: 0n, basis: 0n, since: this.time }
    const share = Number(quantity) / Number(held.quantity + quantity)
    held.since += (this.time - held.since) * share
    held.quantity += quantity
    held.basis += cost
    run.cash -= cost
    if (run.cash < 0n) this.disagreements.push(`${run.name} spent more than it had`)
    run.positions.set(product, held)
  }

  #sell(run: OracleRun, fill: Fill, quantity: bigint, proceeds: bigint): void {
    const held = run.positions.get(fill.product)
    if (held === undefined || held.quantity < quantity) {
      this.disagreements.push(`${run.name} sold what it did not have`)
      return
    }
    const basis = halfEven(held.basis * quantity, held.quantity)
    this.#expect('realised', fill, proceeds - basis, fill.realised)
    held.basis -= basis
    held.quantity -= quantity
    run.cash += proceeds
    if (held.quantity === 0n) run.positions.delete(fill.product)
  }

  #basisPoints({ volume }: OracleRun): bigint {
    if (this.#config.rules.fees.type === 'none') return 0n
    return TIERS.find(([from]) => volume >= from * ONE)?.[1] ?? 0n
  }

  #markDrawdown(run: OracleRun): void {
    const equity = dollars(this.equity(run))
    run.peak = Math.max(run.peak, equity)
    run.maxDrawdown = Math.max(run.maxDrawdown, 1 - equity / run.peak)
  }

  #expect(what: string, fill: Fill, own: bigint | undefined, logged: bigint): void {
    if (own === logged) return
    this.disagreements.push(`order ${fill.order} of run ${fill.run}: ${what} ${logged}, should be ${own}`)
  }
}

/** For statistics only. */
export function dollars(value: bigint): number {
  return Number(value) / 1e18
}

/** `value / divisor` to the nearest whole, halves to the even one; both not negative. */
export function halfEven(value: bigint, divisor: bigint): bigint {
  const floor = value / divisor
  const twice = (value % divisor) * 2n
  return twice > divisor || (twice === divisor && floor % 2n === 1n) ? floor + 1n : floor
}

/** So many 10^-18 as decimal text with so many places, rounded half-even; no grouping. */
export function fixed(value: bigint, places: number): string {
  const units = halfEven(value < 0n ? -value : value, 10n ** BigInt(18 - places))
  const digits = units.toString().padStart(places + 1, '0')
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return value < 0n && units > 0n ? `-${text}` : text
}
