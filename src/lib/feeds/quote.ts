import { decimalToNumber, divideHalfEven, numberToSteps, parseDecimal } from '../core/decimal'
import { type PriceTicks, type ProductIndex, type ProductSpec, priceTicks } from '../core/product'
import { type Result, err, ok } from '../core/result'
import type { Ticker } from '../market/types'
import { parseTimestamp } from './timestamp'

/** A quote as an exchange words it: decimals and times as text. */
export interface RawQuote {
  readonly price: string
  readonly bid: string
  readonly ask: string
  readonly volume24h: string
  readonly tradeId: number
  /** Of the last trade, ISO 8601 in UTC. */
  readonly time: string
}

export interface QuoteFault {
  /** `crossed`: the bid is above the ask, so no side of it may be traded on. */
  readonly kind: 'malformed' | 'crossed'
  readonly sentence: string
}

/** Decimal text to whole price increments, rounded half-even; refuses what is not positive or too large. */
export function parsePriceText(text: string, spec: ProductSpec): Result<PriceTicks, string> {
  const value = parseDecimal(text)
  if (!value.ok) return value
  return checkedTicks(divideHalfEven(value.value, spec.quoteIncrement), text, spec)
}

/** A price that came as a JSON number to whole increments, rounded half-even from its shortest notation. */
export function parsePriceNumber(value: number, spec: ProductSpec): Result<PriceTicks, string> {
  const steps = numberToSteps(value, spec.quoteIncrement)
  return steps.ok ? checkedTicks(steps.value, String(value), spec) : steps
}

/** Text to a {@link Ticker}. A quote whose bid equals its ask is locked, not crossed, and passes. */
export function parseQuote(
  raw: RawQuote,
  product: ProductIndex,
  spec: ProductSpec,
): Result<Ticker, QuoteFault> {
  const price = parsePriceText(raw.price, spec)
  if (!price.ok) return malformed(price.error)
  const bid = parsePriceText(raw.bid, spec)
  if (!bid.ok) return malformed(bid.error)
  const ask = parsePriceText(raw.ask, spec)
  if (!ask.ok) return malformed(ask.error)
  const volume = parseDecimal(raw.volume24h)
  if (!volume.ok) return malformed(volume.error)
  const tradedAt = parseTimestamp(raw.time)
  if (!tradedAt.ok) return malformed(tradedAt.error)
  if (volume.value < 0n) return malformed(`${spec.id} reports a negative volume.`)
  if (bid.value > ask.value) {
    return err({ kind: 'crossed', sentence: `${spec.id} is quoted with its bid above its ask.` })
  }
  return ok({
    product,
    price: price.value,
    bid: bid.value,
    ask: ask.value,
    volume24h: decimalToNumber(volume.value),
    tradeId: raw.tradeId,
    tradedAt: tradedAt.value,
  })
}

function checkedTicks(steps: bigint, text: string, spec: ProductSpec): Result<PriceTicks, string> {
  const ticks = Number(steps)
  if (ticks <= 0 || !Number.isSafeInteger(ticks)) {
    return err(`"${text.slice(0, 40)}" is not a price of ${spec.id}.`)
  }
  return ok(priceTicks(ticks))
}

function malformed(sentence: string): Result<never, QuoteFault> {
  return err({ kind: 'malformed', sentence })
}
