import { type Decimal, DECIMAL_ZERO, decimalToString } from '../../core/decimal'
import { assertNever } from '../../core/result'
import type { DecisionModel, DecisionRecord, ToolExchange } from '../../agents/decision'
import type { RunConfig } from '../../engine/config'
import type { OperatorCommand, RunIndex } from '../../engine/events'
import { formatUsd } from '../../market/price-format'
import type { ActivityRow, UsageText } from '../../../workers/api/view'
import { broughtLimitsSentence, limitsSentence } from './limit-words'
import { withEarlierWords, wordsByExchange } from './model-rows'

/** A row without its id and time, which the chronicle adds. */
export type ActivityDraft = Omit<ActivityRow, 'id' | 'time'>

const TRADE_TOOL = 'execute_trade'
/** How its tool answers a trade that a limit refused; the answer's text is all that is kept of it. */
const REFUSED_BY_RISK = 'Refused by risk'

/**
 * What a closed decision adds to the feed. Fills are told when they happen, so of its trades only those
 * that came to nothing are told here. `usage`: what its model calls took, if there were any.
 */
export function rowsOfDecision(
  run: RunIndex,
  record: DecisionRecord,
  usage: UsageText | undefined,
): readonly ActivityDraft[] {
  const { latency, problem, response, model } = record
  const { rows: tools, untold } = rowsOfExchanges(run, record)
  const reasoning = withEarlierWords(record, untold)
  const source = {
    decision: record.tick,
    ...(model === undefined || wasNeverAsked(model) ? {} : { tick: record.tick }),
    ...(usage === undefined ? {} : { usage }),
  }
  if (problem !== undefined) {
    const said = reasoning === '' || model === undefined ? {} : { reasoning }
    return [...tools, { run, kind: 'problem', text: problem, latency, ...said, ...source }]
  }
  if (response === '' && reasoning === '' && usage === undefined) return tools
  return [...tools, { run, kind: 'response', text: response, reasoning, latency, ...source }]
}

/** Refused before anything left, as at the spend cap: there is no prompt that was sent. */
function wasNeverAsked({ turns }: DecisionModel): boolean {
  return turns.length > 0 && turns.every(({ attempts }) => attempts === 0)
}

/** `untold`: what a model said with calls that get no row, such as trades that were filled. */
function rowsOfExchanges(
  run: RunIndex,
  { exchanges, model }: DecisionRecord,
): { readonly rows: readonly ActivityDraft[]; readonly untold: readonly string[] } {
  const words = model === undefined ? new Map<number, string>() : wordsByExchange(model)
  const rows: ActivityDraft[] = []
  let untold: string[] = []
  exchanges.forEach((exchange, index) => {
    const said = words.get(index)
    if (said !== undefined) untold.push(said)
    const row = rowOfExchange(run, exchange)
    if (row === undefined) return
    rows.push(untold.length === 0 ? row : { ...row, reasoning: untold.join('\n\n') })
    untold = []
  })
  return { rows, untold }
}

function rowOfExchange(run: RunIndex, exchange: ToolExchange): ActivityDraft | undefined {
  const { tool, input, output: text, after: latency } = exchange
  if (tool !== TRADE_TOOL) return { run, kind: 'tool', tool, input, text, latency }
  if (exchange.ok) return undefined
  const byRisk = text.startsWith(REFUSED_BY_RISK) ? { byRisk: true as const } : {}
  return { run, kind: 'refused', tool, input, text, latency, ...byRisk }
}

/** `runs`: as the command left them. */
export function rowOfCommand(command: OperatorCommand, runs: readonly RunConfig[]): ActivityDraft {
  switch (command.kind) {
    case 'pause':
      return notice('The match was paused.')
    case 'resume':
      return notice('The match goes on.')
    case 'end':
      return notice(END_SENTENCES[command.reason])
    case 'add-run':
      return notice(joinSentence(command.run))
    case 'bench':
      return ofRun(command.run, 'Benched: from its next tick on it sits out.')
    case 'unbench':
      return ofRun(command.run, 'Back from the bench: it plays from its next tick on.')
    case 'reassign':
      return ofRun(command.run, `From its next tick on: ${brainSentence(runs[command.run])}`)
    case 'set-spend-cap':
      return notice(capSentence(command.cap))
    case 'set-risk':
      return ofRun(command.run, limitsSentence(command.rules))
    case 're-arm':
      return ofRun(command.run, 'Re-armed: it may buy again.')
    default:
      return assertNever(command)
  }
}

function joinSentence(run: RunConfig): string {
  const limits = run.risk === undefined ? '' : ` ${broughtLimitsSentence(run.risk)}`
  return `${run.name} joined the match. ${brainSentence(run)}${limits}`
}

function brainSentence(run: RunConfig | undefined): string {
  const { model, labels } = run ?? {}
  if (model === undefined) return 'It plays by house rules.'
  return `It plays with ${model.nodeName} (${model.modelId}), prompt ${labels?.strategy_id ?? ''}.`
}

/** With every digit of the cap, cents at least. */
function capSentence(cap: Decimal): string {
  const [, fraction = ''] = decimalToString(cap).split('.')
  const none = cap === DECIMAL_ZERO ? ': no model is called' : ''
  return `The cap on model calls is now ${formatUsd(cap, Math.max(2, fraction.length))}${none}.`
}

function notice(text: string): ActivityDraft {
  return { run: undefined, kind: 'notice', text }
}

function ofRun(run: RunIndex, text: string): ActivityDraft {
  return { run, kind: 'notice', text }
}

const END_SENTENCES = {
  operator: 'The match was ended; positions are marked at the last prices.',
  duration: 'Time is up: the match ended; positions are marked at the last prices.',
  superseded: 'A new match was started; this one ended with positions marked at the last prices.',
} as const
