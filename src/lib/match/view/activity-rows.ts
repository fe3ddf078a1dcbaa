import { assertNever } from '../../core/result'
import type { DecisionRecord, ToolExchange } from '../../agents/decision'
import type { OperatorCommand, RunIndex } from '../../engine/events'
import type { ActivityRow } from '../../../workers/api/view'

/** A row without its id and time, which the chronicle adds. */
export type ActivityDraft = Omit<ActivityRow, 'id' | 'time'>

const TRADE_TOOL = 'execute_trade'

/**
 * What a closed decision adds to the feed. Fills are told when they happen, so of its trades only those
 * that came to nothing are told here.
 */
export function rowsOfDecision(run: RunIndex, record: DecisionRecord): readonly ActivityDraft[] {
  const tools = record.exchanges.flatMap((exchange) => rowOfExchange(run, exchange))
  const latency = record.latency
  if (record.problem !== undefined) {
    return [...tools, { run, kind: 'problem', text: record.problem, latency }]
  }
  if (record.response === '' && record.reasoning === '') return tools
  const { response: text, reasoning } = record
  return [...tools, { run, kind: 'response', text, reasoning, latency }]
}

function rowOfExchange(run: RunIndex, exchange: ToolExchange): readonly ActivityDraft[] {
  const { tool, input, output: text, after: latency } = exchange
  if (tool !== TRADE_TOOL) return [{ run, kind: 'tool', tool, input, text, latency }]
  return exchange.ok ? [] : [{ run, kind: 'refused', tool, input, text, latency }]
}

export function rowOfCommand(command: OperatorCommand): ActivityDraft {
  return { run: undefined, kind: 'notice', text: sentenceOf(command) }
}

function sentenceOf(command: OperatorCommand): string {
  switch (command.kind) {
    case 'pause':
      return 'The match was paused.'
    case 'resume':
      return 'The match goes on.'
    case 'end':
      return END_SENTENCES[command.reason]
    default:
      return assertNever(command)
  }
}

const END_SENTENCES = {
  operator: 'The match was ended; positions are marked at the last prices.',
  duration: 'Time is up: the match ended; positions are marked at the last prices.',
  superseded: 'A new match was started; this one ended with positions marked at the last prices.',
} as const
