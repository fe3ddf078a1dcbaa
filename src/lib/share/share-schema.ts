/** The shape of a share file, all but its rows. */
import * as v from 'valibot'
import { count, shortText } from '../storage/config-schema'
import { terseSchema } from './decision-schema'
import { type Json, SHARE_FORMAT, SHARE_VERSION } from './share-file'

const LONGEST_VERSION = 100

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'This is no SHA-256, which has 64 hex digits'))
const instant = v.pipe(v.number(), v.safeInteger())
const list = v.custom<readonly unknown[]>(Array.isArray, 'This must be a list')
/** Whatever JSON holds; looked at later. */
const json = v.custom<Json>((value) => value !== undefined, 'This is missing')
const base64url = (bytes: number) => {
  const digits = Math.ceil((bytes * 8) / 6)
  return v.pipe(
    v.string(),
    v.regex(new RegExp(`^[A-Za-z0-9_-]{${digits}}$`), `This must be ${bytes} bytes in base64url`),
  )
}

const prompt = v.strictObject({ hash, text: v.exactOptional(v.string()) })

const segment = v.strictObject({
  firstSeq: count,
  inputs: list,
  marks: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{4})+$/, 'Marks have four hex digits an event')),
  digest: hash,
})

const words = v.strictObject({
  asked: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{64})*$/, 'These have 64 hex digits each')),
  texts: v.array(v.array(v.nullable(v.string()))),
})

const standing = v.strictObject({
  name: shortText,
  role: v.picklist(['agent', 'benchmark']),
  equity: shortText,
  cash: shortText,
  fees: shortText,
  modelCost: shortText,
  trades: count,
})

const trade = v.strictObject({
  seq: count,
  time: instant,
  run: count,
  product: shortText,
  side: v.picklist(['buy', 'sell']),
  quantity: shortText,
  price: shortText,
  fee: shortText,
  cash: shortText,
})

const results = v.strictObject({
  events: count,
  status: v.picklist(['running', 'paused', 'ended', 'halted']),
  time: instant,
  standings: v.array(standing),
  trades: v.array(trade),
})

const hashes = v.strictObject({
  match: hash,
  prompts: hash,
  segments: v.array(hash),
  decisions: hash,
  words: hash,
  results: hash,
  whole: hash,
})

const signature = v.strictObject({
  algorithm: v.literal('Ed25519'),
  publicKey: base64url(32),
  value: base64url(64),
})

export const shareSchema = v.strictObject({
  format: v.literal(SHARE_FORMAT),
  version: v.literal(SHARE_VERSION),
  software: v.pipe(v.string(), v.maxLength(LONGEST_VERSION)),
  exportedAt: v.pipe(
    v.string(),
    v.regex(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/,
      'This is no instant such as 2026-01-31T12:00:00Z',
    ),
  ),
  match: json,
  prompts: v.array(prompt),
  segments: v.pipe(v.array(segment), v.minLength(1, 'There is no event')),
  decisions: v.array(terseSchema),
  words,
  results,
  hashes,
  signature: v.exactOptional(signature),
})

export type ShareShape = v.InferOutput<typeof shareSchema>
