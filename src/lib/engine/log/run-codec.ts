import type { ByteReader } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import type { DataClassification, Labels } from '../../core/labels'
import { invariant } from '../../core/result'
import type { FormatVersion, RunConfig, RunModel } from '../config'
import { readChoice, readOptional, writeChoice, writeOptional } from './fields'
import { readRiskRules, writeRiskRules } from './risk-codec'

const ROLES: readonly RunConfig['role'][] = ['agent', 'benchmark']
const CLASSIFICATIONS: readonly DataClassification[] = ['public', 'internal', 'confidential']

/** A competitor. Matches of format version 1 knew no language models, those before 3 no limits of a run's own. */
export function writeRunConfig(writer: ByteWriter, run: RunConfig, formatVersion: FormatVersion): void {
  writer.text(run.name)
  writeChoice(writer, ROLES, run.role)
  writeLabels(writer, run.labels)
  writer.text(run.color)
  writer.text(run.brain)
  writer.text(run.strategyVersion)
  if (formatVersion > 1) writeOptional(writer, run.model, (model) => writeRunModel(writer, model))
  else invariant(run.model === undefined, 'a language model in a match of format version 1')
  if (formatVersion > 2) {
    writeOptional(writer, run.risk, (rules) => writeRiskRules(writer, rules, formatVersion))
  } else {
    invariant(run.risk === undefined, 'limits of its own for a run where there is no place for them')
  }
}

export function readRunConfig(reader: ByteReader, formatVersion: FormatVersion): RunConfig {
  const run = {
    name: reader.text(),
    role: readChoice(reader, ROLES),
    labels: readLabels(reader),
    color: reader.text(),
    brain: reader.text(),
    strategyVersion: reader.text(),
  }
  const model = formatVersion > 1 ? readOptional(reader, () => readRunModel(reader)) : undefined
  const risk =
    formatVersion > 2 ? readOptional(reader, () => readRiskRules(reader, formatVersion)) : undefined
  return { ...run, ...(model === undefined ? {} : { model }), ...(risk === undefined ? {} : { risk }) }
}

export function writeRunModel(writer: ByteWriter, model: RunModel): void {
  writer.text(model.node)
  writer.text(model.nodeName)
  writer.text(model.provider)
  writer.text(model.modelId)
  writer.text(model.settings)
  writer.text(model.promptHash)
}

export function readRunModel(reader: ByteReader): RunModel {
  return {
    node: reader.text(),
    nodeName: reader.text(),
    provider: reader.text(),
    modelId: reader.text(),
    settings: reader.text(),
    promptHash: reader.text(),
  }
}

export function writeLabels(writer: ByteWriter, labels: Labels): void {
  writer.text(labels.project)
  writer.text(labels.cost_center)
  writer.text(labels.owner)
  writeChoice(writer, CLASSIFICATIONS, labels.data_classification)
  writer.text(labels.strategy_id)
  writer.text(labels.agent_run_id)
}

export function readLabels(reader: ByteReader): Labels {
  return {
    project: reader.text(),
    cost_center: reader.text(),
    owner: reader.text(),
    data_classification: readChoice(reader, CLASSIFICATIONS),
    strategy_id: reader.text(),
    agent_run_id: reader.text(),
  }
}
