/** What exactness costs: the ledger's fills, decimal text there and back, canonical JSON. */
import { feeOn, notionalOf } from '$lib/accounts/affordable'
import { Ledger } from '$lib/accounts/ledger'
import { canonicalJson } from '$lib/core/canonical-json'
import { type Decimal, decimal, decimalToString, parseDecimal, ratioHalfEven } from '$lib/core/decimal'
import { type ProductSpec, parseProductSpec, priceTicks, quantityUnits } from '$lib/core/product'
import { Random } from '$lib/core/random'
import { type BenchRow, compared, percentile } from './bench-row'

const ROUNDS = 7
const WARM_UP = 2
const FILLS = 100_000
const TEXTS = 50_000
const RECORDS = 2_000
const BASIS_POINTS = 60
const START_CASH = decimal('1000000000')

interface Fill {
  readonly side: 'buy' | 'sell'
  readonly price: number
  readonly quantity: number
}

const SPEC = productSpec()

function productSpec(): ProductSpec {
  const spec = parseProductSpec({
    ...{ id: 'BTC-USD', base: 'BTC', quote: 'USD' },
    ...{ quoteIncrement: '0.01', baseIncrement: '0.00000001', minMarketFunds: '1' },
  })
  if (!spec.ok) throw new Error(spec.error)
  return spec.value
}

/** Every second fill sells a part of what was just bought. Ticks and units. */
function fillsOf(count: number): readonly Fill[] {
  const random = Random.fromSeed('money')
  return Array.from({ length: count }, (_, index) => ({
    side: index % 2 === 0 ? 'buy' : 'sell',
    price: 9_000_000 + random.integer(100_000),
    quantity: index % 2 === 0 ? 200_000 + random.integer(100_000) : 1 + random.integer(200_000),
  }))
}

/** Exact cash, in the end, of the ledger that trades. */
function playLedger(fills: readonly Fill[]): Decimal {
  const ledger = new Ledger([SPEC], 1, START_CASH)
  fills.forEach(({ side, price, quantity }, now) => {
    if (side === 'buy') ledger.buy(0, 0, price, quantity, BASIS_POINTS, now)
    else ledger.sell(0, 0, price, quantity, BASIS_POINTS)
  })
  return ledger.cash(0)
}

/** The same books with a bigint for each account, and no check of what is posted. */
function playBigints(fills: readonly Fill[]): Decimal {
  let [cash, market, fees, basis, realised, volume] = [START_CASH as bigint, 0n, 0n, 0n, 0n, 0n]
  let held = 0
  for (const { side, price, quantity } of fills) {
    const notional = notionalOf(SPEC, priceTicks(price), quantityUnits(quantity))
    const fee = feeOn(notional, BASIS_POINTS)
    const sign = side === 'buy' ? 1n : -1n
    const taken = ratioHalfEven(basis as Decimal, BigInt(quantity), BigInt(Math.max(held, 1)))
    cash -= sign * notional + fee
    market += sign * notional
    fees += fee
    volume += notional
    basis += side === 'buy' ? notional + fee : -taken
    realised += side === 'buy' ? 0n : notional - fee - taken
    held += side === 'buy' ? quantity : -quantity
  }
  const inMarket = market + fees + cash === START_CASH && volume > 0n && realised !== 0n
  if (!inMarket) throw new Error('the reference books do not balance')
  return cash as Decimal
}

/** Operations per second of `work`, which does `count` of them: median of the rounds. */
function rate(count: number, work: () => void): number {
  const samples: number[] = []
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const begun = performance.now()
    work()
    if (round >= WARM_UP) samples.push(performance.now() - begun)
  }
  return (count * 1000) / percentile(samples, 0.5)
}

function ledgerRow(): BenchRow & { readonly reference: number } {
  const fills = fillsOf(FILLS)
  if (playLedger(fills) !== playBigints(fills)) throw new Error('the two books differ')
  return {
    ...{ name: 'fills posted, double entry checked (reference: unchecked bigints)', unit: 'fills/s' },
    value: rate(FILLS, () => playLedger(fills)),
    reference: rate(FILLS, () => playBigints(fills)),
  }
}

function textRow(): BenchRow & { readonly reference: number } {
  const random = Random.fromSeed('text')
  const texts = Array.from(
    { length: TEXTS },
    () => `${random.integer(100_000)}.${1 + random.integer(99_999_999)}`,
  )
  const exact = (text: string): string => {
    const parsed = parseDecimal(text)
    return parsed.ok ? decimalToString(parsed.value) : ''
  }
  return {
    ...{ name: 'decimals parsed and printed (reference: doubles)', unit: 'decimals/s' },
    value: rate(TEXTS, () => texts.forEach(exact)),
    reference: rate(TEXTS, () => texts.forEach((text) => String(Number(text)))),
  }
}

function jsonRow(): BenchRow & { readonly reference: number } {
  const records = Array.from({ length: RECORDS }, (_, tick) => ({
    ...{ tick, run: 3, reasoning: 'Strength over the last hour; adding to the winner.', latency: 812.5 },
    calls: [{ tool: 'execute_trade', input: { product_id: 'SOL-USD', quantity: '0.5', action: 'buy' } }],
  }))
  const megabytes = JSON.stringify(records).length / 1_000_000
  return {
    ...{ name: 'canonical JSON of decisions (reference: JSON.stringify)', unit: 'MB/s' },
    value: rate(megabytes, () => canonicalJson(records)),
    reference: rate(megabytes, () => JSON.stringify(records)),
  }
}

export async function run(): Promise<BenchRow[]> {
  return [ledgerRow(), textRow(), jsonRow()].map(compared)
}
