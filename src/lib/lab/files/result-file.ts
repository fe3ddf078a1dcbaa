/**
 * A backtest as a file that anybody can open, run again and verify: the setup in words, the bars it was run on, the
 * log it left, and the figures that came of it. Canonical JSON (RFC 8785) in gzip; columns and records in base64url.
 */
import type { StatisticKey } from '../../analytics/tear-sheet'
import { toBase64Url } from '../../core/base64url'
import { canonicalJson } from '../../core/canonical-json'
import { gzip } from '../../core/compressed'
import { sha256Hex } from '../../core/hash'
import type { Json } from '../../core/json'
import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { BarBlock } from '../../engine/block/bar-block'
import { specJson } from '../../engine/written-config'
import type { BacktestSetup } from '../backtest-setup'
import type { BarSource } from '../catalog/dataset'
import { type PackedBlock, MOST_CELLS, packBlock } from './block-bytes'
import { counted } from './bar-text'
import { RESULT_FORMAT, RESULT_VERSION } from './result-schema'
import { setupJson } from './setup-json'

export interface BacktestFile {
  /** For a person. */
  readonly name: string
  /** Ms since the epoch, wall time. */
  readonly madeAt: number
  readonly source: BarSource
  readonly setup: BacktestSetup
  /** In the block's order. */
  readonly products: readonly ProductSpec[]
  readonly block: BarBlock
  /** The whole log, its head first. */
  readonly records: readonly Uint8Array[]
  /** Over the records, hex. */
  readonly digest: string
  /** Checks, never inputs. */
  readonly statistics: readonly { readonly key: StatisticKey; readonly value: number }[]
  /** What models learned on the way, for a person to look at. */
  readonly weights?: Json
}

type Members = Readonly<Record<string, Json>>

/** Parts that have a hash of their own. */
export const HASHED_PARTS = ['setup', 'products', 'bars', 'log', 'statistics'] as const

/**
 * Writes the file, a piece at a time. Refuses more bars than can be read again, and what JSON cannot carry.
 * @param software version of the arena
 * @param breathe awaited between pieces, which take up to some hundred milliseconds for a million bars
 */
export async function writeResult(
  run: BacktestFile,
  software: string,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<Result<Blob, string>> {
  const { block } = run
  if (block.rows * block.products.length > MOST_CELLS) {
    return err(
      `A result file holds at most ${counted(MOST_CELLS)} bars; the log and tables can still be exported.`,
    )
  }
  const body = bodyOf(run, await packBlock(block, breathe), software)
  await breathe()
  const texts = memberTexts(body)
  if (!texts.ok) return err(`The result cannot be written: ${texts.error}`)
  await breathe()
  const hashes = memberTexts({ hashes: hashesOf(texts.value) })
  if (!hashes.ok) return err(`The result cannot be written: ${hashes.error}`)
  return ok(await gzip(objectText({ ...texts.value, ...hashes.value })))
}

function bodyOf(run: BacktestFile, packed: PackedBlock, software: string): Members {
  const { name, madeAt, source, setup, products, records, digest, statistics, weights } = run
  return {
    ...{ format: RESULT_FORMAT, version: RESULT_VERSION, software, name, madeAt, simulated: true, source },
    setup: setupJson(setup),
    products: products.map(specJson),
    bars: barsJson(packed),
    log: { digest, records: records.map(toBase64Url) },
    statistics: statistics.map(({ key, value }) => ({ key, value: String(value) })),
    ...(weights === undefined ? {} : { weights }),
  }
}

function barsJson({ granularity, rows, hash, time, products }: PackedBlock): Members {
  const packed = products.map(({ prices, volume, quotes }): Members => {
    const plain = { prices: toBase64Url(prices), volume: toBase64Url(volume) }
    return quotes === undefined ? plain : { ...plain, quotes: toBase64Url(quotes) }
  })
  return { granularity, rows, hash, time: toBase64Url(time), products: packed }
}

export type ResultHashes = Readonly<Record<(typeof HASHED_PARTS)[number] | 'whole', string>>

/** Canonical text of each member of an object, by its name. */
export function memberTexts(body: Readonly<Record<string, unknown>>): Result<Texts, string> {
  const texts: Record<string, string> = {}
  for (const [name, member] of Object.entries(body)) {
    const text = canonicalJson(member)
    if (!text.ok) return text
    texts[name] = text.value
  }
  return ok(texts)
}

type Texts = Readonly<Record<string, string>>

/** The object's canonical text, in pieces. Names are ours: they need no escapes. */
function objectText(texts: Texts): readonly string[] {
  const names = Object.keys(texts).sort()
  const members = names.flatMap((name, at) => [`${at === 0 ? '{' : ','}"${name}":`, texts[name] ?? ''])
  return [...members, '}']
}

/**
 * SHA-256 of the canonical text of each part, hex. `whole` is that of all members but the hashes, with the hashes of
 * the parts in place of their texts.
 */
export function hashesOf(texts: Texts): ResultHashes {
  const hash = (part: (typeof HASHED_PARTS)[number]): string => sha256Hex(texts[part] ?? '')
  const parts = {
    ...{ setup: hash('setup'), products: hash('products'), bars: hash('bars') },
    ...{ log: hash('log'), statistics: hash('statistics') },
  }
  const quotedParts = Object.fromEntries(Object.entries(parts).map(([name, hex]) => [name, `"${hex}"`]))
  return { ...parts, whole: sha256Hex(objectText({ ...texts, ...quotedParts }).join('')) }
}
