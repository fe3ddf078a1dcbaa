import type { ExitOrder, ExitPlan } from '../../accounts/exit-plan'
import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import type { RiskField, RiskRules } from '../../core/risk-rules'
import { invariant } from '../../core/result'
import { durationMs } from '../../core/time'
import type { FormatVersion } from '../config'
import { knownFields, unknownLimit } from '../known-limits'
import { readChoice, readOptional, readPrice, readTime, writeChoice, writeOptional } from './fields'

/** Limits, each as an optional whole number in its own unit. */
export function writeRiskRules(writer: ByteWriter, rules: RiskRules, formatVersion: FormatVersion): void {
  invariant(
    unknownLimit(rules, formatVersion) === undefined,
    'a limit that matches of this format version do not know',
  )
  for (const { field } of knownFields(formatVersion))
    writeOptional(writer, rules[field], (value) => writer.varint(value))
}

export function readRiskRules(reader: ByteReader, formatVersion: FormatVersion): RiskRules {
  const rules: Partial<Record<RiskField, number>> = {}
  for (const { field } of knownFields(formatVersion)) {
    const value = readOptional(reader, () => reader.varint())
    if (value !== undefined) rules[field] = value
  }
  // Spans are counted in the unit of DurationMs; a limit out of its range is refused by the fold.
  return rules as RiskRules
}

const MARKS: readonly ['absent', 'none', 'value'] = ['absent', 'none', 'value']

/** At least one of the exits must be named. @throws InvariantError when none is. */
export function writeExitOrder(writer: ByteWriter, { stopLoss, takeProfit, timeStop }: ExitOrder): void {
  const all = [stopLoss, takeProfit, timeStop]
  invariant(
    all.some((exit) => exit !== undefined),
    'an order about exits that names none',
  )
  for (const exit of all) {
    if (exit === undefined || exit === 'none') {
      writeChoice(writer, MARKS, exit ?? 'absent')
    } else {
      writeChoice(writer, MARKS, 'value')
      writer.varint(exit)
    }
  }
}

export function readExitOrder(reader: ByteReader): ExitOrder {
  const { offset } = reader
  const stopLoss = readMarked(reader, () => readPrice(reader))
  const takeProfit = readMarked(reader, () => readPrice(reader))
  const timeStop = readMarked(reader, () => durationMs(reader.varint()))
  if (stopLoss === undefined && takeProfit === undefined && timeStop === undefined) {
    throw new DecodeError('an order about exits that names none', offset)
  }
  return {
    ...(stopLoss === undefined ? {} : { stopLoss }),
    ...(takeProfit === undefined ? {} : { takeProfit }),
    ...(timeStop === undefined ? {} : { timeStop }),
  }
}

function readMarked<Value>(reader: ByteReader, read: () => Value): Value | 'none' | undefined {
  const mark = readChoice(reader, MARKS)
  if (mark === 'value') return read()
  return mark === 'none' ? mark : undefined
}

export function writeExitPlan(writer: ByteWriter, plan: ExitPlan): void {
  writeOptional(writer, plan.stopLoss, (level) => writer.varint(level))
  writeOptional(writer, plan.takeProfit, (level) => writer.varint(level))
  writeOptional(writer, plan.timeStopAt, (at) => writer.zigzag(at))
  writeOptional(writer, plan.reason, (reason) => writer.text(reason))
}

export function readExitPlan(reader: ByteReader): ExitPlan {
  const stopLoss = readOptional(reader, () => readPrice(reader))
  const takeProfit = readOptional(reader, () => readPrice(reader))
  const timeStopAt = readOptional(reader, () => readTime(reader))
  const reason = readOptional(reader, () => reader.text())
  return {
    ...(stopLoss === undefined ? {} : { stopLoss }),
    ...(takeProfit === undefined ? {} : { takeProfit }),
    ...(timeStopAt === undefined ? {} : { timeStopAt }),
    ...(reason === undefined ? {} : { reason }),
  }
}
