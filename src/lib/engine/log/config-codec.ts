import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import type { DataClassification, Labels } from '../../core/labels'
import { type ProductSpec, ProductId } from '../../core/product'
import type { MarketSource } from '../../market/types'
import type { FeeSchedule, MatchConfig, MatchRules, RiskLimits, RulesPreset, RunConfig } from '../config'
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
const ROLES: readonly RunConfig['role'][] = ['agent', 'benchmark']
const FEE_TYPES: readonly FeeSchedule['type'][] = ['none', 'flat', 'tiers']
const CLASSIFICATIONS: readonly DataClassification[] = ['public', 'internal', 'confidential']
const SPEEDS: readonly (1 | 10 | 60)[] = [1, 10, 60]

export function writeConfig(writer: ByteWriter, config: MatchConfig): void {
  writer.u8(config.formatVersion)
  writer.text(config.matchId)
  writeChoice(writer, SOURCES, config.source)
  writeList(writer, config.products, (spec) => writeSpec(writer, spec))
  writeList(writer, config.runs, (run) => writeRun(writer, run))
  writeRules(writer, config.rules)
  writeDecimal(writer, config.initialCash)
  writer.zigzag(config.interval)
  writeOptional(writer, config.duration, (duration) => writer.zigzag(duration))
  writer.zigzag(config.startedAt)
  writeOptional(writer, config.demo, (demo) => {
    writer.text(demo.seed)
    writeChoice(writer, SPEEDS, demo.speed)
  })
}

export function readConfig(reader: ByteReader): MatchConfig {
  const formatVersion = readVersion(reader)
  const matchId = reader.text()
  const source = readChoice(reader, SOURCES)
  const products = readList(reader, () => readSpec(reader))
  const runs = readList(reader, () => readRun(reader))
  const rules = readRules(reader)
  const initialCash = readDecimal(reader)
  const interval = readDuration(reader)
  const duration = readOptional(reader, () => readDuration(reader))
  const startedAt = readTime(reader)
  const demo = readOptional(reader, () => ({ seed: reader.text(), speed: readChoice(reader, SPEEDS) }))
  return {
    ...{ formatVersion, matchId, source, products, runs, rules, initialCash, interval, startedAt },
    ...(duration === undefined ? {} : { duration }),
    ...(demo === undefined ? {} : { demo }),
  }
}

function readVersion(reader: ByteReader): 1 {
  const { offset } = reader
  if (reader.u8() !== 1) throw new DecodeError('a match of an unknown format version', offset)
  return 1
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

function writeRun(writer: ByteWriter, run: RunConfig): void {
  writer.text(run.name)
  writeChoice(writer, ROLES, run.role)
  writeLabels(writer, run.labels)
  writer.text(run.color)
  writer.text(run.brain)
  writer.text(run.strategyVersion)
}

function readRun(reader: ByteReader): RunConfig {
  return {
    name: reader.text(),
    role: readChoice(reader, ROLES),
    labels: readLabels(reader),
    color: reader.text(),
    brain: reader.text(),
    strategyVersion: reader.text(),
  }
}

function writeLabels(writer: ByteWriter, labels: Labels): void {
  writer.text(labels.project)
  writer.text(labels.cost_center)
  writer.text(labels.owner)
  writeChoice(writer, CLASSIFICATIONS, labels.data_classification)
  writer.text(labels.strategy_id)
  writer.text(labels.agent_run_id)
}

function readLabels(reader: ByteReader): Labels {
  return {
    project: reader.text(),
    cost_center: reader.text(),
    owner: reader.text(),
    data_classification: readChoice(reader, CLASSIFICATIONS),
    strategy_id: reader.text(),
    agent_run_id: reader.text(),
  }
}

function writeRules(writer: ByteWriter, rules: MatchRules): void {
  writeChoice(writer, PRESETS, rules.preset)
  writeFees(writer, rules.fees)
  writeOptional(writer, rules.risk.productExposureBasisPoints, (cap) => writer.varint(cap))
  writeOptional(writer, rules.risk.grossExposureBasisPoints, (cap) => writer.varint(cap))
}

function readRules(reader: ByteReader): MatchRules {
  const preset = readChoice(reader, PRESETS)
  const fees = readFees(reader)
  return { preset, fees, risk: readLimits(reader) }
}

function readLimits(reader: ByteReader): RiskLimits {
  const product = readOptional(reader, () => reader.varint())
  const gross = readOptional(reader, () => reader.varint())
  return {
    ...(product === undefined ? {} : { productExposureBasisPoints: product }),
    ...(gross === undefined ? {} : { grossExposureBasisPoints: gross }),
  }
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
