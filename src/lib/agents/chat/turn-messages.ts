import type { AssistantMessage, ChatMessage, Finish } from '../../llm/completion'
import type { ModelTurn } from '../decision'
import { echoedArguments } from './tool-arguments'

const ANSWERS: ReadonlySet<string> = new Set<Finish>([
  'stop',
  'tool-calls',
  'length',
  'content-filter',
  'refusal',
])
const NEVER_RUN = 'Not run: the decision had ended.'

/** Asked when an answer held neither words nor calls. */
export const ASK_AGAIN: ChatMessage = {
  role: 'user',
  content: 'Your answer was empty. Call a tool, or close with what you decided and a part "Reasoning:".',
}

/** Whether the model answered at all; otherwise nothing of the turn belongs to the conversation. */
export function isAnswered(turn: ModelTurn): boolean {
  return ANSWERS.has(turn.ending)
}

/** Neither words nor calls. */
export function isEmpty(turn: ModelTurn): boolean {
  return turn.calls.length === 0 && turn.words.trim() === ''
}

/**
 * What a turn adds to the conversation: the model's own message and the answers to its calls, in their
 * order. `thinking`: whether thoughts go back with it, as some providers want within one decision.
 */
export function turnMessages(
  turn: ModelTurn,
  answers: readonly string[],
  thinking: boolean,
): readonly ChatMessage[] {
  if (!isAnswered(turn) || isEmpty(turn)) return []
  const tools = turn.calls.map((call, at): ChatMessage => {
    return { role: 'tool', callId: call.id, content: answers[at] ?? NEVER_RUN }
  })
  return [assistantMessage(turn, thinking), ...tools]
}

function assistantMessage(turn: ModelTurn, thinking: boolean): AssistantMessage {
  return {
    role: 'assistant',
    content: turn.words,
    calls: turn.calls.map((call) => ({ ...call, arguments: echoedArguments(call.arguments) })),
    ...(thinking && turn.thinking !== undefined && { thinking: turn.thinking }),
  }
}
