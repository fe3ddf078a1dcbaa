import { ByteReader, DecodeError } from '../../core/byte-reader'
import { ByteWriter } from '../../core/byte-writer'
import { DECIMAL_ONE } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { faultOfRules } from '../../core/risk-rules'
import { durationMs } from '../../core/time'
import type { FeeSchedule, MatchConfig } from '../config'
import { readConfig, writeConfig } from '../log/config-codec'
import { readChoice, writeChoice } from '../log/fields'
import type { BarBlock } from './bar-block'
import { type FillModel, type SlippageModel, fillProblem } from './fill-model'

/** All that fixes a backtest, with the name its bars have by their content. */
export interface BacktestHead {
  readonly blockHash: string
  readonly alphaName: string
  readonly alphaVersion: string
  readonly fills: FillModel
  readonly config: MatchConfig
}

const SLIPPAGE: readonly SlippageModel['type'][] = ['none', 'half-spread', 'quotes', 'volume-share']
const MOST_BASIS_POINTS = 10_000
/** A trillion dollars: far within what the books hold exactly. */
const MOST_CASH = 1_000_000_000_000n * DECIMAL_ONE

/** The first record of a backtest's log. */
export function encodeHead({ blockHash, alphaName, alphaVersion, fills, config }: BacktestHead): Uint8Array {
  const writer = new ByteWriter()
  writer.varint(0)
  writer.text(blockHash)
  writer.text(alphaName)
  writer.text(alphaVersion)
  writeFills(writer, fills)
  writeConfig(writer, config)
  return writer.take()
}

/** Reads a head out of any bytes; what no backtest can be run with is refused in a sentence too. */
export function readHead(bytes: Uint8Array): Result<BacktestHead, string> {
  try {
    const reader = new ByteReader(bytes)
    if (reader.varint() !== 0) return err('The log does not begin with its head.')
    const blockHash = reader.text()
    const alphaName = reader.text()
    const alphaVersion = reader.text()
    const fills = readFills(reader)
    const config = readConfig(reader)
    reader.expectEnd()
    const problem = fillProblem(fills, true) ?? configProblem(config)
    return problem === undefined
      ? ok({ blockHash, alphaName, alphaVersion, fills, config })
      : err(`The head is damaged: ${problem}`)
  } catch (cause) {
    if (cause instanceof DecodeError || cause instanceof RangeError) {
      return err(`The head is damaged: ${cause.message}.`)
    }
    throw cause
  }
}

/** As {@link readHead}, of a log that was made from these bars. */
export function headFor(bytes: Uint8Array, block: BarBlock): Result<BacktestHead, string> {
  const head = readHead(bytes)
  if (!head.ok) return head
  const { blockHash, config, fills } = head.value
  if (blockHash !== block.hash) {
    return err(`The log was made from other bars (${blockHash.slice(0, 12)}…).`)
  }
  const problem = setupProblem(config, fills, block)
  return problem === undefined ? head : err(problem)
}

/** Why a block cannot be backtested so, in a sentence. */
export function setupProblem(config: MatchConfig, fills: FillModel, block: BarBlock): string | undefined {
  if (config.products.length !== block.products.length) return 'The bars are of other products.'
  return fillProblem(fills, block.quotes !== undefined) ?? configProblem(config)
}

function configProblem({ products, rules, runs, initialCash }: MatchConfig): string | undefined {
  if (initialCash < 0n || initialCash > MOST_CASH) return 'The cash is not between 0 and a trillion dollars.'
  if (!products.every(isExact)) return 'A product has increments that cannot be counted exactly.'
  if (!isFee(rules.fees)) return 'The fees are not between 0 and 10,000 basis points.'
  return faultOfRules(runs[0]?.risk ?? rules.risk)
}

function isExact({ quoteIncrement, baseIncrement, minMarketFunds }: ProductSpec): boolean {
  const isPositive = quoteIncrement > 0n && baseIncrement > 0n && minMarketFunds >= 0n
  return isPositive && (quoteIncrement * baseIncrement) % DECIMAL_ONE === 0n
}

function isFee(fees: FeeSchedule): boolean {
  if (fees.type === 'none') return true
  if (fees.type === 'flat') return isBasisPoints(fees.basisPoints)
  return fees.tiers.every(({ takerBasisPoints }) => isBasisPoints(takerBasisPoints))
}

function isBasisPoints(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= MOST_BASIS_POINTS
}

function writeFills(writer: ByteWriter, { slippage, latency }: FillModel): void {
  writeChoice(writer, SLIPPAGE, slippage.type)
  if ('basisPoints' in slippage) writer.f64(slippage.basisPoints)
  writer.varint(latency)
}

function readFills(reader: ByteReader): FillModel {
  const type = readChoice(reader, SLIPPAGE)
  const slippage =
    type === 'none' || type === 'quotes' ? { type } : ({ type, basisPoints: reader.f64() } as const)
  return { slippage, latency: durationMs(reader.varint()) }
}
