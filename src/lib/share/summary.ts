/** A result small enough for an address. Whoever writes such a link may write anything: it proves nothing. */
import * as v from 'valibot'
import { fromBase64Url, toBase64Url } from '../core/base64url'
import { decimalToNumber, decimalToString, parseDecimal } from '../core/decimal'
import { fromHex, toHex } from '../core/hash'
import { type Result, err, ok } from '../core/result'
import { parseStrictJson } from '../core/strict-json'
import { EventLog } from '../engine/log/event-log'
import type { WholeMatch } from '../match/whole-match'
import type { EquityPoint } from '../../workers/api/view'
import type { ResultSummary, SummaryStanding } from '../../workers/api/replay'
import { textOf } from '../core/compressed'
import { otherBytes } from './other-files'
import { type EquitySample, equitySamples, logOf } from './equity-samples'

const VERSION = 1
const MOST_POINTS = 40
const LEAST_POINTS = 6
/** Values of all curves together: about what fits beside names and figures into 2,000 characters. */
const MOST_VALUES = 300
const LONGEST_CODE = 8000
const MOST_TEXT = 40_000
const MOST_RUNS = 100
const DIGEST_BYTES = 32
const NO_SUMMARY = 'The address holds no result of the arena, or not all of it.'

const whole = v.pipe(v.number(), v.safeInteger())
const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
const amount = v.pipe(
  text(60),
  v.check((value) => parseDecimal(value).ok),
)
const standing = v.strictTuple([
  text(100),
  v.picklist([0, 1]),
  v.pipe(v.string(), v.regex(/^--[a-z0-9-]{1,40}$/)),
  amount,
  v.pipe(whole, v.minValue(0)),
])
/** Version, start, length, products, initial cash, digest, standings, times of the points, values of each run. */
const schema = v.strictTuple([
  v.literal(VERSION),
  whole,
  v.pipe(whole, v.minValue(0)),
  v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[A-Z0-9]{1,20}-[A-Z0-9]{1,20}$/))),
    v.minLength(1),
    v.maxLength(10),
  ),
  amount,
  text(50),
  v.pipe(v.array(standing), v.minLength(1), v.maxLength(MOST_RUNS)),
  v.pipe(v.array(v.pipe(whole, v.minValue(0))), v.maxLength(MOST_POINTS)),
  v.pipe(v.array(v.pipe(v.array(whole), v.maxLength(MOST_POINTS))), v.maxLength(MOST_RUNS)),
])

type Packed = v.InferOutput<typeof schema>

/** Standings, thinned curves, digest, products and times of a match, as text for an address. */
export async function summaryCode(match: WholeMatch): Promise<Result<string, string>> {
  const steps = logOf(match)
  if (!steps.ok) return steps
  const log = new EventLog()
  for (const { record } of match.steps) log.append(record)
  const { config, head } = match
  const samples = thinned(equitySamples(steps.value), head.standings.length)
  const packed: Packed = [
    VERSION,
    config.startedAt,
    Math.max(head.matchTime - config.startedAt, 0),
    config.products.map(({ id }) => id),
    decimalToString(config.initialCash),
    toBase64Url(fromHex(log.tip)),
    head.standings.map(({ name, role, color, equity, trades }) => {
      return [name, role === 'agent' ? 0 : 1, color, equity, trades]
    }),
    differences(samples.map(({ time }) => Math.max(Math.round((time - config.startedAt) / 1000), 0))),
    head.standings.map((_, run) => differences(curveOf(samples, run))),
  ]
  return ok(await deflated(JSON.stringify(packed)))
}

/** Reads what {@link summaryCode} wrote, within limits. Must not throw or reject. */
export async function readSummary(code: string): Promise<Result<ResultSummary, string>> {
  const bytes = code.length > LONGEST_CODE ? undefined : fromBase64Url(code)
  if (bytes === undefined) return err(NO_SUMMARY)
  const plain = await inflated(bytes)
  if (!plain.ok) return err(NO_SUMMARY)
  const json = parseStrictJson(plain.value, { depth: 4 })
  const parsed = json.ok ? v.safeParse(schema, json.value, { abortEarly: true }) : undefined
  if (parsed?.success !== true) return err(NO_SUMMARY)
  return summaryOf(parsed.output)
}

function summaryOf(packed: Packed): Result<ResultSummary, string> {
  const [, startedAt, length, products, initialCash, digestText, rows, times, curves] = packed
  const digest = fromBase64Url(digestText)
  if (digest?.length !== DIGEST_BYTES || curves.length !== rows.length) return err(NO_SUMMARY)
  if (curves.some((curve) => curve.length > times.length)) return err(NO_SUMMARY)
  const standings = rows.map(([name, role, color, equity, trades]): SummaryStanding => {
    return { name, role: role === 0 ? 'agent' : 'benchmark', color, equity, trades }
  })
  const points = pointsOf(startedAt, sums(times), curves.map(sums))
  const isSound = points.every(({ time, values }) => [time, ...values].every(Number.isSafeInteger))
  if (!isSound || !Number.isSafeInteger(startedAt + length)) return err(NO_SUMMARY)
  return ok({
    ...{ startedAt, endedAt: startedAt + length, products, initialCash },
    ...{ digest: toHex(digest), standings, curves: points },
  })
}

/** A run that joined later has fewer values, and they are those of the last points. */
function pointsOf(
  startedAt: number,
  times: readonly number[],
  curves: readonly (readonly number[])[],
): readonly EquityPoint[] {
  return times.map((seconds, at) => ({
    time: startedAt + seconds * 1000,
    values: curves.flatMap((curve) => {
      const value = curve[at - (times.length - curve.length)]
      return value === undefined ? [] : [value]
    }),
  }))
}

/** The first, the last, and some between, evenly. */
function thinned(samples: readonly EquitySample[], runs: number): readonly EquitySample[] {
  const most = Math.min(Math.max(Math.floor(MOST_VALUES / Math.max(runs, 1)), LEAST_POINTS), MOST_POINTS)
  if (samples.length <= most) return samples
  const wanted = Array.from({ length: most }, (_, at) => Math.round((at * (samples.length - 1)) / (most - 1)))
  return wanted.flatMap((at) => samples[at] ?? [])
}

/** Whole dollars. */
function curveOf(samples: readonly EquitySample[], run: number): readonly number[] {
  return samples.flatMap(({ values }) => {
    const value = values[run]
    return value === undefined ? [] : [Math.round(decimalToNumber(value))]
  })
}

function differences(values: readonly number[]): number[] {
  return values.map((value, at) => value - (values[at - 1] ?? 0))
}

function sums(values: readonly number[]): readonly number[] {
  let sum = 0
  return values.map((value) => (sum += value))
}

async function deflated(plain: string): Promise<string> {
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()))
}

function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Result<string, string>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const limits = { compressed: LONGEST_CODE, plain: MOST_TEXT, late: () => false, foreign: otherBytes }
  return textOf(stream, limits, NO_SUMMARY)
}
