import type { PortfolioView } from '../../accounts/portfolio-view'
import { ByteReader, DecodeError } from '../../core/byte-reader'
import { ByteWriter } from '../../core/byte-writer'
import { toHex } from '../../core/hash'
import { type Result, err, ok } from '../../core/result'
import type { MatchConfig } from '../config'
import { readConfig, writeConfig } from '../log/config-codec'
import { EventLog } from '../log/event-log'
import type { Divergence } from '../log/replay'
import type { AlphaModel } from '../stages/alpha/contract'
import type { BarBlock } from './bar-block'
import { BlockFold } from './block-fold'

/**
 * Rows to a step of the log. Also what keeps the hot loop in short calls: browsers optimise those better
 * than one call over everything.
 */
export const STEP_ROWS = 16_384

export interface BacktestResult {
  /** The log: a head that names configuration and bars, then a record for every {@link STEP_ROWS} rows. */
  readonly records: readonly Uint8Array[]
  /** Over all records, hex. */
  readonly digest: string
  /** At every row's close. */
  readonly equity: Float64Array
  readonly portfolio: PortfolioView
  readonly trades: number
  readonly maxDrawdown: number
}

/** Folds a whole block. `alpha` must be fresh: models may be incremental. */
export function runBacktest(config: MatchConfig, block: BarBlock, alpha: AlphaModel): BacktestResult {
  const fold = new BlockFold(config, block, alpha)
  const log = new EventLog()
  const records: Uint8Array[] = [encodeHead(config, block, alpha)]
  for (let from = 0; from < block.rows; from += STEP_ROWS) {
    records.push(fold.advance(records.length, from, Math.min(from + STEP_ROWS, block.rows)))
  }
  for (const record of records) log.append(record)
  return {
    records,
    digest: log.tip,
    equity: fold.equity,
    portfolio: fold.portfolio(),
    trades: fold.trades,
    maxDrawdown: fold.maxDrawdown,
  }
}

/**
 * Folds the bars again and compares every record with the log's. `alpha` must be a fresh model of the
 * same name, version and parameters; another gives another log, which is what divergence then shows.
 */
export function replayBacktest(
  records: readonly Uint8Array[],
  block: BarBlock,
  alpha: AlphaModel,
): Result<BacktestResult, Divergence> {
  const [head] = records
  const config = head === undefined ? err('no head') : decodeHead(head, block)
  if (!config.ok) return err({ divergedAt: 0, expected: 'the head of a backtest', got: config.error })
  const again = runBacktest(config.value, block, alpha)
  const length = Math.max(records.length, again.records.length)
  for (let seq = 0; seq < length; seq += 1) {
    const expected = toHex(again.records[seq] ?? new Uint8Array())
    const got = toHex(records[seq] ?? new Uint8Array())
    if (expected !== got) return err({ divergedAt: seq, expected, got })
  }
  return ok(again)
}

function encodeHead(config: MatchConfig, block: BarBlock, alpha: AlphaModel): Uint8Array {
  const writer = new ByteWriter()
  writer.varint(0)
  writer.text(block.hash)
  writer.text(alpha.name)
  writer.text(alpha.version)
  writeConfig(writer, config)
  return writer.take()
}

/** The configuration, if the head names these bars. Name and version of the alpha are compared as bytes. */
export function decodeHead(head: Uint8Array, block: BarBlock): Result<MatchConfig, string> {
  try {
    const reader = new ByteReader(head)
    reader.varint()
    const hash = reader.text()
    if (hash !== block.hash) return err(`The log was made from other bars (${hash.slice(0, 12)}…).`)
    reader.text()
    reader.text()
    const config = readConfig(reader)
    reader.expectEnd()
    return ok(config)
  } catch (cause) {
    if (cause instanceof DecodeError || cause instanceof RangeError) {
      return err(`The head is damaged: ${cause.message}.`)
    }
    throw cause
  }
}
