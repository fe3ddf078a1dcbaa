/** The exchange's own words, checked: schemas name only the fields that are used. */
import * as v from 'valibot'
import { type Result, err, ok } from '../../core/result'
import { parseJson } from '../json'

/** Frames beyond this many characters are refused unread; real ones have a few hundred. */
export const MAX_FRAME_LENGTH = 1_000_000

const decimalText = v.pipe(v.string(), v.maxLength(64))
const idText = v.pipe(v.string(), v.maxLength(64))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const tickerFrame = v.object({
  type: v.literal('ticker'),
  sequence: count,
  product_id: idText,
  price: decimalText,
  volume_24h: decimalText,
  best_bid: decimalText,
  best_ask: decimalText,
  time: idText,
  trade_id: count,
})

const heartbeatFrame = v.object({
  type: v.literal('heartbeat'),
  sequence: count,
  product_id: idText,
  last_trade_id: count,
})

const subscriptionsFrame = v.object({
  type: v.literal('subscriptions'),
  channels: v.array(v.object({ name: v.string(), product_ids: v.array(v.string()) })),
})

const errorFrame = v.object({
  type: v.literal('error'),
  message: v.pipe(v.string(), v.maxLength(2000)),
  reason: v.optional(v.pipe(v.string(), v.maxLength(2000)), ''),
})

const knownFrame = v.variant('type', [tickerFrame, heartbeatFrame, subscriptionsFrame, errorFrame])
const KNOWN_TYPES = new Set(['ticker', 'heartbeat', 'subscriptions', 'error'])
const anyFrame = v.object({ type: v.pipe(v.string(), v.maxLength(64)) })

export type TickerFrame = v.InferOutput<typeof tickerFrame>
export type HeartbeatFrame = v.InferOutput<typeof heartbeatFrame>
export type ErrorFrame = v.InferOutput<typeof errorFrame>
/** `other`: a well-formed frame of a kind this arena has no use for, such as `last_match`. */
export type Frame = v.InferOutput<typeof knownFrame> | { readonly type: 'other' }

/** Text of one WebSocket message to a frame. Never throws, whatever it is given. */
export function readFrame(data: unknown): Result<Frame, string> {
  if (typeof data !== 'string') return err('Coinbase sent a frame that is not text.')
  if (data.length > MAX_FRAME_LENGTH) return err(`Coinbase sent a frame of ${data.length} characters.`)
  const json = parseJson(data)
  if (!json.ok) return err(`Coinbase sent a malformed frame: ${json.error}`)
  return checkFrame(json.value)
}

/** A frame that is already parsed as JSON, as recordings hold it. */
export function checkFrame(json: unknown): Result<Frame, string> {
  const any = v.safeParse(anyFrame, json)
  if (!any.success) return err('Coinbase sent a frame without a type.')
  if (!KNOWN_TYPES.has(any.output.type)) return ok({ type: 'other' })
  const known = v.safeParse(knownFrame, json)
  if (!known.success)
    return err(`Coinbase sent a malformed ${any.output.type} frame: ${issueOf(known.issues)}`)
  return ok(known.output)
}

const productRow = v.object({
  id: idText,
  base_currency: idText,
  quote_currency: idText,
  quote_increment: decimalText,
  base_increment: decimalText,
  min_market_funds: decimalText,
  status: v.string(),
  trading_disabled: v.optional(v.boolean(), false),
  cancel_only: v.optional(v.boolean(), false),
  limit_only: v.optional(v.boolean(), false),
  post_only: v.optional(v.boolean(), false),
})

const tickerBody = v.object({
  ask: decimalText,
  bid: decimalText,
  price: decimalText,
  volume: decimalText,
  trade_id: count,
  time: idText,
})

const finite = v.pipe(v.number(), v.finite())
const candleRow = v.tuple([count, finite, finite, finite, finite, v.pipe(finite, v.minValue(0))])

const timeBody = v.object({ epoch: v.pipe(v.number(), v.finite(), v.minValue(0)) })
const rows = v.array(v.unknown())

export type ProductRow = v.InferOutput<typeof productRow>
export type TickerBody = v.InferOutput<typeof tickerBody>
/** `[time, low, high, open, close, volume]`, time in epoch seconds. */
export type CandleRow = v.InferOutput<typeof candleRow>

export const readRows = reader(rows, 'a list')
export const readProductRow = reader(productRow, 'a product')
export const readTickerBody = reader(tickerBody, 'a ticker')
export const readCandleRow = reader(candleRow, 'a candle')
export const readTimeBody = reader(timeBody, 'a time')

function reader<const TSchema extends v.GenericSchema>(
  schema: TSchema,
  what: string,
): (json: unknown) => Result<v.InferOutput<TSchema>, string> {
  return (json) => {
    const parsed = v.safeParse(schema, json)
    return parsed.success ? ok(parsed.output) : err(`This is not ${what}: ${issueOf(parsed.issues)}`)
  }
}

function issueOf(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [first] = issues
  const path = v.getDotPath(first)
  return `${path === null ? '' : `${path}: `}${first.message.slice(0, 200)}`
}
