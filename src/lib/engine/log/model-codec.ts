import type { ByteReader } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import type { DecisionSettings } from '../config'
import type { ModelCallOutcome } from '../events'
import { readChoice, readDecimal, readDuration, readRun, writeChoice, writeDecimal } from './fields'

const FLAGS: readonly [0, 1] = [0, 1]

export function writeDecisions(writer: ByteWriter, decisions: DecisionSettings): void {
  writer.varint(decisions.turns)
  writer.varint(decisions.toolCalls)
  writer.varint(decisions.trades)
  writer.zigzag(decisions.deadline)
  writer.varint(decisions.memoryTokens)
  writer.varint(decisions.outputTokens)
}

export function readDecisions(reader: ByteReader): DecisionSettings {
  return {
    turns: reader.varint(),
    toolCalls: reader.varint(),
    trades: reader.varint(),
    deadline: readDuration(reader),
    memoryTokens: reader.varint(),
    outputTokens: reader.varint(),
  }
}

export function writeModelCall(writer: ByteWriter, call: ModelCallOutcome): void {
  writer.varint(call.run)
  writer.varint(call.tick)
  writer.varint(call.ordinal)
  writer.text(call.node)
  writer.varint(call.inputTokens)
  writer.varint(call.cachedInputTokens)
  writer.varint(call.outputTokens)
  writeChoice(writer, FLAGS, call.estimated ? 1 : 0)
  writeDecimal(writer, call.cost)
  writer.zigzag(call.latency)
}

export function readModelCall(reader: ByteReader): ModelCallOutcome {
  return {
    run: readRun(reader),
    tick: reader.varint(),
    ordinal: reader.varint(),
    node: reader.text(),
    inputTokens: reader.varint(),
    cachedInputTokens: reader.varint(),
    outputTokens: reader.varint(),
    estimated: readChoice(reader, FLAGS) === 1,
    cost: readDecimal(reader),
    latency: readDuration(reader),
  }
}
