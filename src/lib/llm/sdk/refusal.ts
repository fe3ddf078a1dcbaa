/** A provider's "no": read from whatever shape it has, and what kind of fault it is. */
import * as v from 'valibot'
import type { FaultKind } from '../completion'
import { retryAfter } from './retry-after'

export interface Refusal {
  /** HTTP status; undefined for an error amid a stream that tells none. */
  readonly status: number | undefined
  /** The provider's words for it, codes and all, in lower case. Never shown. */
  readonly clues: string
  /** What it says to people; empty when it says nothing. To be cleaned before it is shown. */
  readonly message: string
  /** Milliseconds it asks to wait. */
  readonly retryAfter: number | undefined
}

/** Of each of a provider's words no more than this is looked at. */
const LONGEST_WORDS = 2000

const Words = v.fallback(v.nullish(v.union([v.string(), v.number()])), undefined)
const ErrorBody = v.object({
  message: Words,
  code: Words,
  type: Words,
  param: Words,
  status: Words,
  detail: Words,
  metadata: v.fallback(v.nullish(v.object({ raw: Words })), undefined),
})

/** Reads the body of an error response. `now`: wall time, milliseconds. */
export function readRefusal(status: number, headers: Headers, body: string, now: number): Refusal {
  const refusal = refusalOf(parsed(body), status)
  return { ...refusal, retryAfter: retryAfter(headers, body, now) }
}

/** Reads an error that came amid a stream. */
export function refusalOf(error: unknown, status?: number): Refusal {
  const first: unknown = Array.isArray(error) ? error[0] : error
  const inner = fieldOf(first, 'error')
  const word = typeof first === 'string' ? first : inner
  const plain = typeof word === 'string' ? { message: word, code: fieldOf(first, 'code') } : (inner ?? first)
  const read = v.safeParse(ErrorBody, plain)
  if (!read.success) return { status, clues: '', message: '', retryAfter: undefined }
  const { message, code, type, param, status: state, detail, metadata } = read.output
  const said = wordsBehind(message, metadata?.raw) ?? message ?? detail ?? ''
  const told = typeof code === 'number' && code >= 400 && code <= 599 ? code : undefined
  const clues = [code, type, param, state, message, detail, metadata?.raw].map(start)
  return {
    status: status ?? told,
    clues: clues.join(' ').toLowerCase(),
    message: start(said),
    retryAfter: undefined,
  }
}

function start(words: string | number | null | undefined): string {
  return String(words ?? '').slice(0, LONGEST_WORDS)
}

/** OpenRouter says but that its provider failed, and keeps what that one said apart. */
function wordsBehind(message: unknown, raw: unknown): string | undefined {
  if (typeof raw !== 'string' || message !== 'Provider returned error') return undefined
  const inner = parsed(raw)
  return inner === undefined ? raw : refusalOf(inner).message || undefined
}

const TOO_LONG = new RegExp(
  [
    'context_length_exceeded|maximum context length|context (?:window|size|length)|prompt is too long',
    'maximum prompt length|maximum number of tokens allowed|input token count|too many (?:input )?tokens',
    'reduce the length of the messages|request too large|request_too_large|context overflow',
  ].join('|'),
)
const BAD_KEY =
  /invalid_api_key|api.?key not valid|(?:incorrect|invalid|no|missing) (?:api|authentication).?(?:key|token)?/
const NO_REGION = /(?:user location|country|region|territory).{0,40}not (?:supported|available|allowed)/
const NO_CREDIT =
  /insufficient_quota|insufficient.{0,12}(?:balance|credit|fund|quota)|credit balance|(?:no|any|out of) credits|billing_hard_limit/
const NO_MODEL =
  /model_not_found|model.{0,80}(?:not found|not exist|unknown)|(?:unknown|invalid) model|not a valid model/
const LIMITED = /rate.?limit|too many requests|resource_exhausted/

export function kindOf({ status, clues }: Refusal): FaultKind {
  const ours = status !== undefined && status >= 400 && status < 500
  if (status === 413 || ((ours || status === undefined) && TOO_LONG.test(clues))) return 'context-overflow'
  if (status === 402 || ((ours || status === undefined) && NO_CREDIT.test(clues))) return 'no-credit'
  if (status === 401 || (status === 400 && BAD_KEY.test(clues))) return 'unauthorized'
  if (status === 403 || (status === 400 && NO_REGION.test(clues))) return 'forbidden'
  if (status === 404 || (status === 400 && NO_MODEL.test(clues))) return 'unknown-model'
  if (status === 429 || (status === undefined && LIMITED.test(clues))) return 'rate-limited'
  if (!ours || status === 408 || status === 409 || status === 425) return 'unavailable'
  return 'bad-request'
}

/** A part of a request that some models turn down and that a call can do without, or do otherwise. */
export type Adaptation = 'effort' | 'temperature' | 'usage' | 'token-limit' | 'thoughts' | 'tool-choice'

const UNWELCOME: readonly (readonly [Adaptation, RegExp])[] = [
  ['thoughts', /reasoning_content/],
  [
    'effort',
    /reasoning[_. ]effort|(?:not support|unsupported).{0,40}(?:thinking|reasoning)|thinking[_ ](?:level|budget)/,
  ],
  ['temperature', /temperature/],
  ['usage', /stream_options|include_usage/],
  ['token-limit', /max_(?:completion_)?tokens.{0,80}(?:not supported|unsupported|instead|not permitted)/],
  ['token-limit', /(?:unsupported|unknown|unrecognized|extra).{0,80}max_(?:completion_)?tokens/],
  ['tool-choice', /tool_choice/],
]

/** What the model seems not to take, when it says so. */
export function unwelcomeIn({ status, clues }: Refusal): Adaptation | undefined {
  if (status !== 400 && status !== 422) return undefined
  return UNWELCOME.find(([, pattern]) => pattern.test(clues))?.[0]
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) ?? undefined) : undefined
}
