import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import { assertNever } from '../../core/result'
import type { RiskRules } from '../../core/risk-rules'
import type { FormatVersion, RunConfig } from '../config'
import type { OperatorCommand, RunAssignment } from '../events'
import { unknownLimit } from '../known-limits'
import {
  readChoice,
  readDecimal,
  readOptional,
  readRun,
  writeChoice,
  writeDecimal,
  writeOptional,
} from './fields'
import { readRiskRules, writeRiskRules } from './risk-codec'
import {
  readLabels,
  readRunConfig,
  readRunModel,
  writeLabels,
  writeRunConfig,
  writeRunModel,
} from './run-codec'

/**
 * A run that joins with limits of its own has a tag of its own, so that others keep the bytes they always had. So have
 * limits that came with format version 4.
 */
type CommandTag = OperatorCommand['kind'] | 'add-limited-run' | 'set-tail-risk' | 'add-tail-limited-run'

/** The position of a kind is its tag in the log: new kinds go to the end. */
const COMMANDS: readonly CommandTag[] = [
  'pause',
  'resume',
  'end',
  'add-run',
  'bench',
  'unbench',
  'reassign',
  'set-spend-cap',
  'set-risk',
  're-arm',
  'add-limited-run',
  'set-tail-risk',
  'add-tail-limited-run',
]
const END_REASONS: readonly ('operator' | 'duration' | 'superseded')[] = [
  'operator',
  'duration',
  'superseded',
]

/** Runs in commands are written as they were when those commands came. */
const RUN_FORMAT = 2
const LIMITED_FORMAT = 3
const TAIL_LIMITED_FORMAT = 4

export function writeCommand(writer: ByteWriter, command: OperatorCommand): void {
  writeChoice(writer, COMMANDS, tagOf(command))
  switch (command.kind) {
    case 'pause':
    case 'resume':
      return
    case 'end':
      writeChoice(writer, END_REASONS, command.reason)
      return
    case 'add-run':
      writeRunConfig(writer, command.run, runFormatOf(command.run))
      return
    case 'bench':
    case 'unbench':
    case 're-arm':
      writer.varint(command.run)
      return
    case 'reassign':
      writer.varint(command.run)
      writeAssignment(writer, command.assignment)
      return
    case 'set-spend-cap':
      writeDecimal(writer, command.cap)
      return
    case 'set-risk':
      writer.varint(command.run)
      writeOptional(writer, command.rules, (rules) => writeRiskRules(writer, rules, formatOf(rules)))
      return
    default:
      assertNever(command)
  }
}

export function readCommand(reader: ByteReader): OperatorCommand {
  const kind = readChoice(reader, COMMANDS)
  switch (kind) {
    case 'pause':
    case 'resume':
      return { kind }
    case 'end':
      return { kind, reason: readChoice(reader, END_REASONS) }
    case 'add-run':
      return { kind, run: readRunConfig(reader, RUN_FORMAT) }
    case 'add-limited-run':
      return readLimitedRun(reader, LIMITED_FORMAT)
    case 'add-tail-limited-run':
      return readLimitedRun(reader, TAIL_LIMITED_FORMAT)
    case 'bench':
    case 'unbench':
    case 're-arm':
      return { kind, run: readRun(reader) }
    case 'reassign':
      return { kind, run: readRun(reader), assignment: readAssignment(reader) }
    case 'set-spend-cap':
      return { kind, cap: readDecimal(reader) }
    case 'set-risk':
      return readSetRisk(reader, LIMITED_FORMAT)
    case 'set-tail-risk':
      return readSetRisk(reader, TAIL_LIMITED_FORMAT)
    default:
      return assertNever(kind)
  }
}

function tagOf(command: OperatorCommand): CommandTag {
  if (command.kind === 'set-risk') {
    return formatOf(command.rules) === LIMITED_FORMAT ? 'set-risk' : 'set-tail-risk'
  }
  if (command.kind !== 'add-run' || command.run.risk === undefined) return command.kind
  return formatOf(command.run.risk) === LIMITED_FORMAT ? 'add-limited-run' : 'add-tail-limited-run'
}

/** The first format version that knows all of the limits. */
function formatOf(rules: RiskRules | undefined): typeof LIMITED_FORMAT | typeof TAIL_LIMITED_FORMAT {
  return unknownLimit(rules ?? {}, LIMITED_FORMAT) === undefined ? LIMITED_FORMAT : TAIL_LIMITED_FORMAT
}

function runFormatOf({ risk }: RunConfig): FormatVersion {
  return risk === undefined ? RUN_FORMAT : formatOf(risk)
}

function readLimitedRun(reader: ByteReader, format: FormatVersion): OperatorCommand {
  const { offset } = reader
  const run = readRunConfig(reader, format)
  if (run.risk === undefined)
    throw new DecodeError('a run said to have limits of its own without any', offset)
  checkFormat(run.risk, format, offset)
  return { kind: 'add-run', run }
}

function readSetRisk(reader: ByteReader, format: FormatVersion): OperatorCommand {
  const { offset } = reader
  const run = readRun(reader)
  const rules = readOptional(reader, () => readRiskRules(reader, format))
  checkFormat(rules, format, offset)
  return { kind: 'set-risk', run, ...(rules === undefined ? {} : { rules }) }
}

/** Each value has one encoding: limits are written in the first format that knows them. */
function checkFormat(rules: RiskRules | undefined, format: FormatVersion, offset: number): void {
  if (formatOf(rules) !== format)
    throw new DecodeError('limits said to be of a later format than theirs', offset)
}

function writeAssignment(writer: ByteWriter, assignment: RunAssignment): void {
  writer.text(assignment.brain)
  writer.text(assignment.strategyVersion)
  writeLabels(writer, assignment.labels)
  writer.text(assignment.color)
  writeOptional(writer, assignment.model, (model) => writeRunModel(writer, model))
}

function readAssignment(reader: ByteReader): RunAssignment {
  const assignment = {
    brain: reader.text(),
    strategyVersion: reader.text(),
    labels: readLabels(reader),
    color: reader.text(),
  }
  const model = readOptional(reader, () => readRunModel(reader))
  return model === undefined ? assignment : { ...assignment, model }
}
