import type { ExitOrder } from '../../accounts/exit-plan'
import { DECIMAL_ONE, decimal, decimalToString, divideHalfEven } from '../../core/decimal'
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
    description: 'Optional. Sells the whole position after so many minutes, 0.1 to 10080; 0 cancels.',
  },
  reason: {
    type: 'string',
    description:
      'Optional. Why, in a few words. Shown with the trade, and kept with the position when the call names an exit.',
  },
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
const LEAST_MINUTES = decimal('0.1')
const MOST_MINUTES = decimal('10080')

/** Minutes of match time, rounded half-even to the millisecond. */
function readSpan(given: unknown): Result<DurationMs | 'none', string> {
  const minutes = readDecimal('time_stop', given)
  if (!minutes.ok) return minutes
  if (isNothing(given, minutes.value)) return ok('none')
  if (minutes.value >= LEAST_MINUTES && minutes.value <= MOST_MINUTES) {
    return ok(durationMs(Number(divideHalfEven(minutes.value * MS_PER_MINUTE, DECIMAL_ONE))))
  }
  const rule = 'from 0.1 to 10080 minutes, or 0 to cancel it'
  return err(`time_stop must be ${rule}; ${String(given).slice(0, LONGEST_QUOTE)} was given.`)
}

const LONGEST_QUOTE = 40
const LONGEST_REASON = 280
/** All white space but the byte order mark, which takes no room. */
const BREAK = /[^\S\ufeff]/g
/**
 * Line breaks are spaces by then; what is left is unseen, would turn round what follows it, or is half a
 * character. The joiner that makes one emoji of several stays.
 */
const UNPRINTABLE =
  /(?!(?<=\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*)\u200d\p{Extended_Pictographic})[\p{Cc}\p{Cs}\p{Cf}]/gu
/** Marks that change the look of a character, where there is none. */
const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}]*$/u

/** The reason among a trade's arguments as one line of plain text; undefined when there is none. */
export function readReason({ reason }: Arguments): Result<string | undefined, string> {
  if (reason === undefined || reason === null) return ok(undefined)
  if (typeof reason !== 'string') return err('reason must be text.')
  const line = reason.replace(BREAK, ' ').replace(UNPRINTABLE, '').replace(/ +/g, ' ').trim()
  // Not in the middle of a character.
  const cut = line
    .slice(0, LONGEST_REASON)
    .replace(/[\p{Cs}\u200d]+$/u, '')
    .trimEnd()
  return ok(INVISIBLE.test(cut) ? undefined : cut)
}
