import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import { type ProductSpec, ProductId } from '../../core/product'
import { invariant } from '../../core/result'
import type { MarketSource } from '../../market/types'
import type { FeeSchedule, FormatVersion, MatchConfig, MatchRules, RulesPreset } from '../config'
import { readDecisions, writeDecisions } from './model-codec'
import { readRiskRules, writeRiskRules } from './risk-codec'
import { readRunConfig, writeRunConfig } from './run-codec'
import {
  readChoice,
  readDecimal,
  readDuration,
  readList,
  readOptional,
  readTime,
  writeChoice,
  writeDecimal,
  writeList,
  writeOptional,
} from './fields'

const SOURCES: readonly MarketSource[] = ['coinbase', 'demo', 'recorded']
const PRESETS: readonly RulesPreset[] = ['classic', 'realistic']
const FEE_TYPES: readonly FeeSchedule['type'][] = ['none', 'flat', 'tiers']
const SPEEDS: readonly (1 | 10 | 60)[] = [1, 10, 60]

/** The bytes of version 1 are those it always had: what came later is written from version 2 on. */
export function writeConfig(writer: ByteWriter, config: MatchConfig): void {
  const { formatVersion } = config
  writer.u8(formatVersion)
  writer.text(config.matchId)
  writeChoice(writer, SOURCES, config.source)
  writeList(writer, config.products, (spec) => writeSpec(writer, spec))
  writeList(writer, config.runs, (run) => writeRunConfig(writer, run, formatVersion))
  writeRules(writer, config.rules, formatVersion)
  writeDecimal(writer, config.initialCash)
  writer.zigzag(config.interval)
  writeOptional(writer, config.duration, (duration) => writer.zigzag(duration))
  writer.zigzag(config.startedAt)
  writeOptional(writer, config.demo, (demo) => {
    writer.text(demo.seed)
    writeChoice(writer, SPEEDS, demo.speed)
  })
  if (formatVersion > 1) writeModelRules(writer, config)
}

export function readConfig(reader: ByteReader): MatchConfig {
  const formatVersion = readVersion(reader)
  const matchId = reader.text()
  const source = readChoice(reader, SOURCES)
  const products = readList(reader, () => readSpec(reader))
  const runs = readList(reader, () => readRunConfig(reader, formatVersion))
  const rules = readRules(reader, formatVersion)
  const initialCash = readDecimal(reader)
  const interval = readDuration(reader)
  const duration = readOptional(reader, () => readDuration(reader))
  const startedAt = readTime(reader)
  const demo = readOptional(reader, () => ({ seed: reader.text(), speed: readChoice(reader, SPEEDS) }))
  return {
    ...{ formatVersion, matchId, source, products, runs, rules, initialCash, interval, startedAt },
    ...(duration === undefined ? {} : { duration }),
    ...(demo === undefined ? {} : { demo }),
    ...(formatVersion > 1 ? readModelRules(reader) : {}),
  }
}

function readVersion(reader: ByteReader): FormatVersion {
  const { offset } = reader
  const version = reader.u8()
  if (version !== 1 && version !== 2 && version !== 3 && version !== 4)
    throw new DecodeError('a match of an unknown format version', offset)
  return version
}

function writeModelRules(writer: ByteWriter, { decisions, spendCap }: MatchConfig): void {
  invariant(decisions !== undefined && spendCap !== undefined, 'a match without rules for its models')
  writeDecisions(writer, decisions)
  writeDecimal(writer, spendCap)
}

function readModelRules(reader: ByteReader): Required<Pick<MatchConfig, 'decisions' | 'spendCap'>> {
  return { decisions: readDecisions(reader), spendCap: readDecimal(reader) }
}

function writeSpec(writer: ByteWriter, spec: ProductSpec): void {
  writer.text(spec.id)
  writer.text(spec.base)
  writer.text(spec.quote)
  writeDecimal(writer, spec.quoteIncrement)
  writeDecimal(writer, spec.baseIncrement)
  writeDecimal(writer, spec.minMarketFunds)
}

function readSpec(reader: ByteReader): ProductSpec {
  const { offset } = reader
  const id = ProductId.parse(reader.text())
  if (!id.ok) throw new DecodeError(id.error, offset)
  return {
    id: id.value,
    base: reader.text(),
    quote: reader.text(),
    quoteIncrement: readDecimal(reader),
    baseIncrement: readDecimal(reader),
    minMarketFunds: readDecimal(reader),
  }
}

function writeRules(writer: ByteWriter, rules: MatchRules, formatVersion: FormatVersion): void {
  writeChoice(writer, PRESETS, rules.preset)
  writeFees(writer, rules.fees)
  writeRiskRules(writer, rules.risk, formatVersion)
}

function readRules(reader: ByteReader, formatVersion: FormatVersion): MatchRules {
  const preset = readChoice(reader, PRESETS)
  const fees = readFees(reader)
  return { preset, fees, risk: readRiskRules(reader, formatVersion) }
}

function writeFees(writer: ByteWriter, fees: FeeSchedule): void {
  writeChoice(writer, FEE_TYPES, fees.type)
  if (fees.type === 'flat') writer.varint(fees.basisPoints)
  if (fees.type !== 'tiers') return
  writeList(writer, fees.tiers, (tier) => {
    writeDecimal(writer, tier.fromVolume)
    writer.varint(tier.takerBasisPoints)
  })
}

function readFees(reader: ByteReader): FeeSchedule {
  const type = readChoice(reader, FEE_TYPES)
  if (type === 'none') return { type }
  if (type === 'flat') return { type, basisPoints: reader.varint() }
  const tiers = readList(reader, () => {
    const fromVolume = readDecimal(reader)
    return { fromVolume, takerBasisPoints: reader.varint() }
  })
  return { type, tiers }
}
