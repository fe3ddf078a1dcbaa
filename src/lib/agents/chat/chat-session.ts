import { decimalToString } from '../../core/decimal'
import { between, durationMs } from '../../core/time'
import { assertNever } from '../../core/result'
import type { ChatMessage, Completion, CompletionRequest, ModelReply } from '../../llm/completion'
import type { BrainSession, BrainTurn, Briefing, ToolRequest, TurnInput } from '../brain'
import type { DecisionModel, ModelTurn } from '../decision'
import { thinkingTime } from '../../core/thinking-time'
import type { ChatParts } from './chat-brain'
import type { Opening } from './opening'
import { CallReader, refuseAll } from './read-calls'
import { PROMPT_TEMPLATE } from './tick-prompt'
import { ASK_AGAIN, isAnswered, isEmpty, turnMessages } from './turn-messages'

const CUT_CALLS =
  'Not run: your answer was cut at its length limit, so none of its calls counts. Repeat them with fewer words.'
const LAST_TURN = 'Not run: this was the last turn, which takes no tool calls.'
const REFUSAL = 'The model refused to answer. Change the agent’s system prompt, or give it another model.'
const FILTERED =
  'The provider’s content filter stopped the answer. Change the agent’s system prompt, or give it another model.'
const NOTHING_SAID = 'The model answered with nothing, twice. Try another model, or a longer answer length.'

/** One decision's conversation with a language model. */
export class ChatSession implements BrainSession {
  readonly #startedAt
  readonly #reader = new CallReader()
  readonly #turns: ModelTurn[] = []
  /** What was said since the opening. */
  readonly #spoken: ChatMessage[] = []
  #opening: Opening
  /** The opening that was answered first. */
  #recorded: Opening
  #trimmed = false
  #askedAgain = false
  /** Calls of the newest answer that were too many to be kept. */
  #leftOut = 0

  constructor(
    private readonly parts: ChatParts,
    private readonly briefing: Briefing,
  ) {
    this.#startedAt = parts.clock.now()
    this.#opening = parts.memory.open(briefing.tick)
    this.#recorded = this.#opening
  }

  async nextTurn({ turn, replies, signal }: TurnInput): Promise<BrainTurn> {
    this.#hear(replies.map(({ answer }) => answer.text))
    // The first turn always may act, or a decision of one turn could do nothing.
    const isLast = turn > 0 && turn >= this.briefing.bounds.turns - 1
    const completion = await this.#ask(isLast ? 'none' : 'auto', signal)
    const { outcome } = completion
    if (outcome.type === 'fault') return { type: 'trouble', sentence: outcome.fault.sentence }
    return this.#read(outcome.reply, isLast)
  }

  account(): DecisionModel {
    const { layout, hash } = this.#recorded
    return {
      node: this.parts.node,
      modelId: this.parts.modelId,
      template: PROMPT_TEMPLATE,
      promptHash: hash,
      ...layout,
      turns: [...this.#turns],
    }
  }

  /** Adds the turn before with the answers to its calls. */
  #hear(answers: readonly string[]): void {
    const turn = this.#turns.at(-1)
    if (turn === undefined) return
    this.#spoken.push(...turnMessages(turn, answers, true))
    if (isAnswered(turn) && isEmpty(turn)) this.#spoken.push(ASK_AGAIN)
  }

  async #ask(toolChoice: CompletionRequest['toolChoice'], signal: AbortSignal): Promise<Completion> {
    const completion = await this.#complete(toolChoice)
    const { outcome } = completion
    const isTooLong = outcome.type === 'fault' && outcome.fault.kind === 'context-overflow'
    if (!isTooLong || signal.aborted || !this.#trim()) return completion
    return this.#complete(toolChoice)
  }

  async #complete(toolChoice: CompletionRequest['toolChoice']): Promise<Completion> {
    const { host, outputTokens } = this.parts
    const completion = this.#cutCalls(
      await host.complete(this.briefing.tick.tick, {
        messages: [...this.#opening.messages, ...this.#spoken],
        tools: this.briefing.tools,
        toolChoice,
        maxOutputTokens: outputTokens,
        deadline: this.#timeLeft(),
      }),
    )
    this.#turns.push(turnOf(completion))
    return completion
  }

  /** Of the calls that are too many only the first is kept: its refusal tells of the rest. */
  #cutCalls(completion: Completion): Completion {
    const { outcome } = completion
    this.#leftOut = 0
    if (outcome.type === 'fault') return completion
    const { calls } = outcome.reply
    const made = this.#turns.reduce((sum, turn) => sum + turn.calls.length, 0)
    const kept = Math.max(0, this.briefing.bounds.toolCalls - made) + 1
    this.#leftOut = Math.max(0, calls.length - kept)
    if (this.#leftOut === 0) return completion
    return {
      ...completion,
      outcome: { type: 'reply', reply: { ...outcome.reply, calls: calls.slice(0, kept) } },
    }
  }

  /** Shortens the past, once a decision; answers whether it could be. */
  #trim(): boolean {
    const shorter = this.#trimmed ? undefined : this.parts.memory.reopen(this.briefing.tick, this.#opening)
    if (shorter === undefined) return false
    this.#trimmed = true
    this.#opening = shorter
    if (!this.#turns.some(isAnswered)) this.#recorded = shorter
    return true
  }

  #read(reply: ModelReply, isLast: boolean): BrainTurn {
    const { words, calls, finish } = reply
    switch (finish) {
      case 'refusal':
        return { type: 'trouble', sentence: REFUSAL, words }
      case 'content-filter':
        return { type: 'trouble', sentence: FILTERED, words }
      case 'length':
      case 'stop':
      case 'tool-calls':
        if (calls.length === 0) return this.#close(reply, isLast)
        if (finish === 'length') return { type: 'calls', calls: refuseAll(calls, CUT_CALLS), words }
        if (isLast) return { type: 'calls', calls: refuseAll(calls, LAST_TURN), words }
        return { type: 'calls', calls: this.#summed(this.#reader.read(calls)), words }
      default:
        return assertNever(finish)
    }
  }

  /** The last of too many calls answers for those that were left out. */
  #summed(requests: readonly ToolRequest[]): readonly ToolRequest[] {
    const last = requests.at(-1)
    if (this.#leftOut === 0 || last === undefined) return requests
    const refused = `Not run, nor were the ${this.#leftOut} calls after it: a decision may make at most ${this.briefing.bounds.toolCalls} tool calls.`
    return [...requests.slice(0, -1), { ...last, refused }]
  }

  /** An answer without calls. An empty one is asked for once more. */
  #close({ words, finish }: ModelReply, isLast: boolean): BrainTurn {
    if (words.trim() === '') {
      if (!this.#askedAgain && !isLast) {
        this.#askedAgain = true
        return { type: 'calls', calls: [] }
      }
      const saidBefore = this.#turns.some((turn) => turn.words.trim() !== '' || turn.calls.length > 0)
      return saidBefore ? { type: 'closing', words: '' } : { type: 'trouble', sentence: NOTHING_SAID }
    }
    return finish === 'length'
      ? { type: 'trouble', sentence: this.#cutSentence(), words }
      : { type: 'closing', words }
  }

  #cutSentence(): string {
    return `The closing words were cut at the answer length of ${this.parts.outputTokens} tokens. What was traded before stands.`
  }

  #timeLeft() {
    const passed = Math.max(0, between(this.#startedAt, this.parts.clock.now()))
    return durationMs(Math.max(1, thinkingTime(this.briefing.tick.budget) - passed))
  }
}

function turnOf({ outcome, usage, cost, latency, queued, attempts }: Completion): ModelTurn {
  const took = { usage, cost: decimalToString(cost), latency, queued, attempts }
  if (outcome.type === 'fault') return { words: '', calls: [], ending: outcome.fault.kind, ...took }
  const { words, calls, finish, thinking } = outcome.reply
  return { words, calls, ending: finish, ...(thinking !== undefined && { thinking }), ...took }
}
