import { decimalToString } from '../core/decimal'
import type { RiskRules } from '../core/risk-rules'
import { assertNever } from '../core/result'
import type { OperatorCommand } from '../engine/events'
import { assignmentSchema, riskSchema, runSchema } from '../storage/config-schema'
import { riskJson } from '../engine/written-config'
import { assignmentJson, runJson } from './config-json'
import type { RowReader } from './row-reader'
import type { Json } from './share-file'

const END_REASONS = ['operator', 'duration', 'superseded'] as const
const KINDS: readonly OperatorCommand['kind'][] = [
  ...(['pause', 'resume', 'end', 'add-run', 'bench', 'unbench', 'reassign'] as const),
  ...(['set-spend-cap', 'set-risk', 're-arm'] as const),
]

/** The command's kind, then what it is about. */
export function commandCells(command: OperatorCommand): readonly Json[] {
  const { kind } = command
  switch (kind) {
    case 'pause':
    case 'resume':
      return [kind]
    case 'end':
      return [kind, command.reason]
    case 'add-run':
      return [kind, runJson(command.run)]
    case 'bench':
    case 'unbench':
    case 're-arm':
      return [kind, command.run]
    case 'reassign':
      return [kind, command.run, assignmentJson(command.assignment)]
    case 'set-spend-cap':
      return [kind, decimalToString(command.cap)]
    case 'set-risk':
      return [kind, command.run, ...(command.rules === undefined ? [] : [riskJson(command.rules)])]
    default:
      return assertNever(kind)
  }
}

export function readCommand(row: RowReader): OperatorCommand {
  const kind = row.choice(KINDS)
  switch (kind) {
    case 'pause':
    case 'resume':
      return { kind }
    case 'end':
      return { kind, reason: row.choice(END_REASONS) }
    case 'add-run':
      return { kind, run: row.shaped(runSchema) }
    case 'bench':
    case 'unbench':
    case 're-arm':
      return { kind, run: row.run() }
    case 'reassign':
      return { kind, run: row.run(), assignment: row.shaped(assignmentSchema) }
    case 'set-spend-cap':
      return { kind, cap: row.amount() }
    case 'set-risk':
      return { kind, run: row.run(), ...readRules(row) }
    default:
      return assertNever(kind)
  }
}

function readRules(row: RowReader): { readonly rules?: RiskRules } {
  return row.hasMore ? { rules: row.shaped(riskSchema) } : {}
}
