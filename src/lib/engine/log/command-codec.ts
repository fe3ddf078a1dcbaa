import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import { assertNever } from '../../core/result'
import type { OperatorCommand, RunAssignment } from '../events'
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

/** A run that joins with limits of its own has a tag of its own, so that others keep the bytes they always had. */
type CommandTag = OperatorCommand['kind'] | 'add-limited-run'

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
]
const END_REASONS: readonly ('operator' | 'duration' | 'superseded')[] = [
  'operator',
  'duration',
  'superseded',
]

/** Runs in commands are written as they were when those commands came. */
const RUN_FORMAT = 2
const LIMITED_RUN_FORMAT = 3

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
      writeRunConfig(writer, command.run, command.run.risk === undefined ? RUN_FORMAT : LIMITED_RUN_FORMAT)
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
      writeOptional(writer, command.rules, (rules) => writeRiskRules(writer, rules, LIMITED_RUN_FORMAT))
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
      return readLimitedRun(reader)
    case 'bench':
    case 'unbench':
    case 're-arm':
      return { kind, run: readRun(reader) }
    case 'reassign':
      return { kind, run: readRun(reader), assignment: readAssignment(reader) }
    case 'set-spend-cap':
      return { kind, cap: readDecimal(reader) }
    case 'set-risk':
      return readSetRisk(reader)
    default:
      return assertNever(kind)
  }
}

function tagOf(command: OperatorCommand): CommandTag {
  return command.kind === 'add-run' && command.run.risk !== undefined ? 'add-limited-run' : command.kind
}

function readLimitedRun(reader: ByteReader): OperatorCommand {
  const { offset } = reader
  const run = readRunConfig(reader, LIMITED_RUN_FORMAT)
  if (run.risk === undefined)
    throw new DecodeError('a run said to have limits of its own without any', offset)
  return { kind: 'add-run', run }
}

function readSetRisk(reader: ByteReader): OperatorCommand {
  const run = readRun(reader)
  const rules = readOptional(reader, () => readRiskRules(reader, LIMITED_RUN_FORMAT))
  return { kind: 'set-risk', run, ...(rules === undefined ? {} : { rules }) }
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
