import type { ProductSpec } from '../../core/product'
import type { ChatMessage } from '../../llm/completion'
import type { PastTick } from '../../match/ports'
import type { DecisionRecord } from '../decision'
import { minuteText } from './clock-text'
import { renderTick } from './tick-prompt'
import { ASK_AGAIN, isAnswered, isEmpty, turnMessages } from './turn-messages'

/** A tick that a language model decided on, with what it was asked and said. */
export interface ChatTick extends PastTick {
  readonly record: DecisionRecord & Required<Pick<DecisionRecord, 'model'>>
}

/** A closing part of which no more than this is kept once its tick is condensed. */
const MOST_WORDS = 140

/** Ticks on which rules decided, or whose decision was lost, hold nothing that a model said. */
export function isChatTick(past: PastTick): past is ChatTick {
  return past.record.model !== undefined
}

/** Whether a tick can be told whole. One without an answer needs no scene: there is nothing to tell it for. */
export function canBeWhole({ record, scene }: ChatTick): boolean {
  return scene !== undefined || !record.model.turns.some(isAnswered)
}

/** An earlier tick as it happened: what was shown, said, called and answered. Thoughts are not repeated. */
export function wholeTick(past: ChatTick, products: readonly ProductSpec[]): readonly ChatMessage[] {
  const { record, scene } = past
  const { turns } = record.model
  if (scene === undefined || !turns.some(isAnswered)) return [user(condensedTick(past))]
  const { tick, matchTime, exchanges } = record
  const messages: ChatMessage[] = [user(renderTick({ tick, matchTime, ...scene }, products))]
  let answered = 0
  turns.forEach((turn, at) => {
    const answers = exchanges.slice(answered, answered + turn.calls.length)
    answered += answers.length
    const outputs = answers.map(({ output }) => output)
    messages.push(...turnMessages(turn, outputs, false))
    if (isAnswered(turn) && isEmpty(turn) && at < turns.length - 1) messages.push(ASK_AGAIN)
  })
  const trouble = troubleOf(record)
  if (trouble !== undefined) messages.push(user(`This tick ended early: ${trouble}`))
  return messages
}

/** What a problem tells a person (keys, budgets, a provider's words) is nothing to a model. */
function troubleOf({ model, problem }: ChatTick['record']): string | undefined {
  const last = model.turns.at(-1)
  if (problem === undefined || last === undefined || isAnswered(last)) return problem
  return 'you could not be asked any further.'
}

/** An earlier tick in one line: what became of its trades, how it ended, and the agent's own closing words. */
export function condensedTick({ record }: ChatTick): string {
  const { tick, matchTime, exchanges, response, reasoning } = record
  const trouble = troubleOf(record)
  const trades = exchanges.filter(({ tool }) => tool === 'execute_trade').map(({ output }) => output)
  const words = [response, reasoning].map(shortened).filter((part) => part !== '')
  return [
    `Tick ${tick}, ${minuteText(matchTime)}:`,
    trades.length === 0 ? 'No trade.' : trades.join(' '),
    ...(trouble === undefined ? [] : [`Ended early: ${trouble}`]),
    ...(words.length === 0 ? [] : [`You: ${words.join(' / ')}`]),
  ].join(' ')
}

function shortened(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim()
  // Not in the middle of a character.
  const cut = line.slice(0, MOST_WORDS).replace(/[\ud800-\udbff]$/, '')
  return line.length <= MOST_WORDS ? line : `${cut.trimEnd()}…`
}

function user(content: string): ChatMessage {
  return { role: 'user', content }
}
