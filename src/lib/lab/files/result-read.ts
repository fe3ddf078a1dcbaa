/** Reads a stranger's result file within limits. Not run again yet: that is for the engine's replay. */
import * as v from 'valibot'
import { STATISTIC_KEYS } from '../../analytics/definitions'
import type { StatisticKey } from '../../analytics/tear-sheet'
import { fromBase64Url } from '../../core/base64url'
import { plainText } from '../../core/compressed'
import { fileKind } from '../../core/file-kind'
import { issueSentence } from '../../core/issue-sentence'
import { quoted } from '../../core/json-place'
import { type ProductSpec, parseProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { parseStrictJson } from '../../core/strict-json'
import type { BarBlock } from '../../engine/block/bar-block'
import { type BacktestHead, encodeHead, headFor } from '../../engine/block/backtest-head'
import { unknownLimit } from '../../engine/known-limits'
import { backtestConfig } from '../backtest-config'
import type { BacktestSetup } from '../backtest-setup'
import type { TimeRange } from '../catalog/dataset'
import { stepOf } from '../catalog/dataset-view'
import { alignRange } from '../catalog/ranges'
import { type PackedBars, unpackBlock } from './block-bytes'
import { type BacktestFile, HASHED_PARTS, hashesOf, memberTexts } from './result-file'
import { type ResultShape, RESULT_FORMAT, RESULT_VERSION, resultSchema } from './result-schema'
import { setupSchema } from './setup-json'

const RESULT_LIMITS = {
  /** Bytes of a compressed file as it comes. */
  compressed: 100_000_000,
  /** Bytes of text, unpacked or as it comes. */
  plain: 250_000_000,
  depth: 32,
} as const

/** {@link RESULT_LIMITS}, or others of their shape. */
export type ResultLimits = Readonly<Record<keyof typeof RESULT_LIMITS, number>>

/**
 * Takes a file apart: its hashes hold, its bars are the block it names, and the head of its log says what the setup
 * says. Whether the rest of the log follows is shown by replaying it. The error is a sentence. Must not reject.
 * @param late asked now and then; true gives up
 */
export async function readResult(
  file: Blob,
  limits: ResultLimits = RESULT_LIMITS,
  late: () => boolean = () => false,
): Promise<Result<BacktestFile, string>> {
  const text = await plainText(file, { ...limits, late, foreign })
  if (!text.ok) return text
  if (!text.value.trimStart().startsWith('{'))
    return err('This is no result of a backtest: the file is not JSON.')
  const json = parseStrictJson(text.value, { depth: limits.depth, late })
  if (!json.ok) return err(`The file cannot be read. ${json.error.sentence}`)
  const strange = strangeFormat(json.value)
  if (strange !== undefined) return err(strange)
  const parsed = v.safeParse(resultSchema, json.value, { abortEarly: true })
  if (!parsed.success) return err(issueSentence('', parsed.issues[0]))
  const changed = changedPart(parsed.output)
  return changed === undefined ? meaningOf(parsed.output) : err(changed)
}

function foreign(head: Uint8Array): string | undefined {
  const kind = fileKind(head)
  return kind === undefined ? undefined : `This is no result of a backtest. The file is ${kind}.`
}

function strangeFormat(value: unknown): string | undefined {
  const format: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'format') : undefined
  if (format === 'daytrading-agents-arena/match') return 'The file is a match; open it on the page Replay.'
  if (format !== RESULT_FORMAT) {
    const named = typeof format === 'string' ? ` Its format is ${quoted(format)}.` : ''
    return `This is no result of a backtest.${named}`
  }
  const version: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'version') : undefined
  if (version === RESULT_VERSION) return undefined
  if (typeof version === 'number' && version > RESULT_VERSION) {
    return `The file was made by a newer version of the arena (version ${version}; this one reads ${RESULT_VERSION}).`
  }
  return 'version: There is no such version of result files.'
}

function changedPart(shape: ResultShape): string | undefined {
  const { hashes, ...body } = shape
  const texts = memberTexts(body)
  if (!texts.ok) return texts.error
  const real = hashesOf(texts.value)
  const part = HASHED_PARTS.find((name) => real[name] !== hashes[name])
  if (part !== undefined) return `The file was changed: its ${part} do not have the hash it names.`
  return real.whole === hashes.whole ? undefined : 'The file was changed: it does not have the hash it names.'
}

function meaningOf(shape: ResultShape): Result<BacktestFile, string> {
  const setup = v.safeParse(setupSchema, shape.setup, { abortEarly: true })
  if (!setup.success) return err(issueSentence('setup', setup.issues[0]))
  const products = specsOf(shape)
  if (!products.ok) return products
  const block = blockOf(shape)
  if (!block.ok) return block
  if (!isOf(setup.output.range, block.value))
    return err('The bars are not of the range that the setup names.')
  const records = bytesOf(shape.log.records)
  if (records === undefined) return err('log.records: This is no base64url.')
  const fault = faultOfHead(records, block.value, {
    setup: setup.output,
    products: products.value,
    source: shape.source,
  })
  if (fault !== undefined) return err(fault)
  const statistics = statisticsOf(shape)
  if (!statistics.ok) return statistics
  const { name, madeAt, source, log, weights } = shape
  return ok({
    ...{ name, madeAt, source, setup: setup.output, products: products.value, block: block.value, records },
    ...{ digest: log.digest, statistics: statistics.value },
    ...(weights === undefined ? {} : { weights }),
  })
}

function specsOf({ products, bars }: ResultShape): Result<readonly ProductSpec[], string> {
  if (products.length !== bars.products.length) {
    return err(`products: There are ${products.length} products and bars of ${bars.products.length}.`)
  }
  const specs: ProductSpec[] = []
  for (const [at, fields] of products.entries()) {
    const spec = parseProductSpec(fields)
    if (!spec.ok) return err(`products[${at}]: ${spec.error}`)
    if (specs.some(({ id }) => id === spec.value.id))
      return err(`products[${at}]: The product is listed twice.`)
    specs.push(spec.value)
  }
  return ok(specs)
}

function blockOf({ bars }: ResultShape): Result<BarBlock, string> {
  const time = fromBase64Url(bars.time)
  const products = bars.products.flatMap((packed): PackedBars[] => {
    const [prices, volume] = [fromBase64Url(packed.prices), fromBase64Url(packed.volume)]
    if (prices === undefined || volume === undefined) return []
    if (packed.quotes === undefined) return [{ prices, volume }]
    const quotes = fromBase64Url(packed.quotes)
    return quotes === undefined ? [] : [{ prices, volume, quotes }]
  })
  if (time === undefined || products.length < bars.products.length) return err('bars: This is no base64url.')
  const { granularity, rows, hash } = bars
  const block = unpackBlock({ granularity, rows, hash, time, products })
  return block.ok ? block : err(`bars: ${block.error}`)
}

/** Whether all bars are of the range, whose ends may lie within a bucket. */
function isOf(range: TimeRange, { granularity, products }: BarBlock): boolean {
  const { from, to } = alignRange(range, stepOf(granularity))
  const time = products[0]?.time
  const [first = NaN, last = NaN] = [time?.[0], time?.at(-1)]
  return first >= from && last < to
}

function bytesOf(texts: readonly string[]): readonly Uint8Array[] | undefined {
  const bytes = texts.map(fromBase64Url)
  return bytes.every((record) => record !== undefined) ? bytes : undefined
}

/** What a person reads as the setup must be what the log was made by. */
function faultOfHead(
  [first = new Uint8Array()]: readonly Uint8Array[],
  block: BarBlock,
  told: Told,
): string | undefined {
  const head = headFor(first, block)
  if (!head.ok) return `log.records[0]: ${head.error}`
  const expected = headOf(head.value, told)
  const same = expected?.length === first.length && expected.every((byte, at) => byte === first[at])
  return same ? undefined : 'The setup in the file is not the one that its log was made by.'
}

/** Of matches; no backtest was ever of an older one. */
const OLDEST_FORMAT = 3

interface Told {
  readonly setup: BacktestSetup
  readonly products: readonly ProductSpec[]
  readonly source: BacktestFile['source']
}

/**
 * The head that a log of the setup begins with, in the format it was written in; undefined where the setup has
 * figures that no such log can hold.
 */
function headOf(head: BacktestHead, { setup, products, source }: Told): Uint8Array | undefined {
  const { formatVersion } = head.config
  if (formatVersion < OLDEST_FORMAT || unknownLimit(setup.risk, formatVersion) !== undefined) return undefined
  const config = { ...backtestConfig(setup, products, source), formatVersion }
  try {
    return encodeHead({ ...head, config, fills: setup.fills })
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

function statisticsOf({ statistics }: ResultShape): Result<BacktestFile['statistics'], string> {
  const rows: { key: StatisticKey; value: number }[] = []
  for (const [at, { key, value }] of statistics.entries()) {
    const known = STATISTIC_KEYS.find((name) => name === key)
    if (known === undefined) return err(`statistics[${at}].key: ${quoted(key)} is not known here.`)
    const number = Number(value)
    if (String(number) !== value) return err(`statistics[${at}].value: ${quoted(value)} is no number.`)
    rows.push({ key: known, value: number })
  }
  return ok(rows)
}
