import type { ExitOrder } from '../../accounts/exit-plan'
import { DECIMAL_ONE, decimalToString, divideHalfEven } from '../../core/decimal'
import { type PriceTicks, type ProductSpec, priceTicks } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { type DurationMs, durationMs } from '../../core/time'
import { isNothing, readDecimal } from './given-decimal'
import type { PropertySchema } from './tool'

/** What a model is told of the optional arguments. */
export const EXIT_PROPERTIES: Readonly<Record<string, PropertySchema>> = {
  stop_loss: {
    type: 'number',
    description: 'Optional. Sells the whole position once the last price is at or below this; 0 cancels.',
  },
  take_profit: {
    type: 'number',
    description: 'Optional. Sells the whole position once the last price is at or above this; 0 cancels.',
  },
  time_stop: {
    type: 'number',
    description: 'Optional. Sells the whole position after so many minutes, at most 10080; 0 cancels.',
  },
  reason: { type: 'string', description: 'Optional. Why, in a few words; kept with the trade.' },
}

type Arguments = Readonly<Record<string, unknown>>

/** The exits among a trade's arguments; undefined when it names none. */
export function readExits(spec: ProductSpec, input: Arguments): Result<ExitOrder | undefined, string> {
  const stopLoss = optional(input['stop_loss'], (given) => readLevel('stop_loss', spec, given))
  if (!stopLoss.ok) return stopLoss
  const takeProfit = optional(input['take_profit'], (given) => readLevel('take_profit', spec, given))
  if (!takeProfit.ok) return takeProfit
  const timeStop = optional(input['time_stop'], readSpan)
  if (!timeStop.ok) return timeStop
  const exits: ExitOrder = {
    ...(stopLoss.value !== undefined && { stopLoss: stopLoss.value }),
    ...(takeProfit.value !== undefined && { takeProfit: takeProfit.value }),
    ...(timeStop.value !== undefined && { timeStop: timeStop.value }),
  }
  return ok(Object.keys(exits).length === 0 ? undefined : exits)
}

function optional<T>(
  given: unknown,
  read: (given: unknown) => Result<T, string>,
): Result<T | undefined, string> {
  return given === undefined || given === null ? ok(undefined) : read(given)
}

/** A price, rounded half-even to the product's quote increment. */
function readLevel(name: string, spec: ProductSpec, given: unknown): Result<PriceTicks | 'none', string> {
  const price = readDecimal(name, given)
  if (!price.ok) return price
  if (isNothing(given, price.value)) return ok('none')
  const text = decimalToString(price.value)
  const hint = 'a price above zero, or 0 to cancel it'
  if (price.value <= 0n)
    return err(`${name} must be ${hint}; ${price.value < 0n ? text : String(given)} was given.`)
  const ticks = divideHalfEven(price.value, spec.quoteIncrement)
  if (ticks < 1n) {
    const step = decimalToString(spec.quoteIncrement)
    return err(`${name} ${text} is below the smallest price of ${spec.id}, ${step}.`)
  }
  if (ticks > BigInt(Number.MAX_SAFE_INTEGER)) return err(`${name} ${text} is too large.`)
  return ok(priceTicks(Number(ticks)))
}

const MS_PER_MINUTE = 60_000n
const MOST_MINUTES = 10_080n

/** Minutes of match time, rounded half-even to the millisecond. */
function readSpan(given: unknown): Result<DurationMs | 'none', string> {
  const minutes = readDecimal('time_stop', given)
  if (!minutes.ok) return minutes
  if (isNothing(given, minutes.value)) return ok('none')
  const span = divideHalfEven(minutes.value * MS_PER_MINUTE, DECIMAL_ONE)
  if (span >= 1n && minutes.value <= MOST_MINUTES * DECIMAL_ONE) return ok(durationMs(Number(span)))
  const rule = `minutes above zero, at most ${MOST_MINUTES}, or 0 to cancel it`
  return err(`time_stop must be ${rule}; ${String(given).slice(0, LONGEST_QUOTE)} was given.`)
}

const LONGEST_QUOTE = 40
const LONGEST_REASON = 280
/** Line breaks are spaces by then; what is left would hide or turn round what follows it, or is half a character. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The reason among a trade's arguments as one line of plain text; undefined when there is none. */
export function readReason({ reason }: Arguments): Result<string | undefined, string> {
  if (reason === undefined || reason === null) return ok(undefined)
  if (typeof reason !== 'string') return err('reason must be text.')
  const line = reason.replace(/\s+/g, ' ').replace(UNPRINTABLE, '').trim()
  // Not in the middle of a character.
  const cut = line
    .slice(0, LONGEST_REASON)
    .replace(/\p{Cs}$/u, '')
    .trimEnd()
  return ok(cut === '' ? undefined : cut)
}
