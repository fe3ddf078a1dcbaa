import { canonicalJson } from '../core/canonical-json'
import type { Clock } from '../core/clock'
import { type DurationMs, between, durationMs } from '../core/time'
import type { AgentHost, AgentTick } from '../match/ports'
import type { Brain, BrainSession, DecisionBounds, ToolReply, ToolRequest } from './brain'
import type { DecisionRecord, ToolExchange } from './decision'
import { reasonOf } from './reason-of'
import { splitReasoning } from './reasoning'
import { thinkingTime } from '../core/thinking-time'
import type { ToolRegistry } from './tools/registry'
import type { ToolAnswer } from './tools/tool'
import { TradingDesk } from './trading-desk'

export interface DecisionSetting {
  readonly tools: ToolRegistry
  readonly host: AgentHost
  readonly clock: Clock
  readonly bounds: DecisionBounds
  /** Aborted when the match closes the decision from outside. */
  readonly abandon: AbortSignal
}

/**
 * One decision on one tick: turns of the brain, its tool calls one after the other in the order given,
 * until it closes or a bound, the deadline or the match ends it. Never rejects; every ending is a
 * record with all that was said and done up to then. Latency counts from the call, when the snapshot came.
 */
export function decide(tick: AgentTick, brain: Brain, setting: DecisionSetting): Promise<DecisionRecord> {
  return new Decision(tick, brain, setting).run()
}

type Ending = Pick<DecisionRecord, 'outcome' | 'problem'>

const MS_PER_SECOND = 1000
/** Characters of an exchange's arguments, and of its answer, that a record keeps. */
const MOST_KEPT = 16_000

class Decision {
  readonly #started
  readonly #over = new AbortController()
  readonly #exchanges: ToolExchange[] = []
  #session: BrainSession | undefined
  #underway: ToolRequest | undefined
  #calls = 0
  #words = ''

  constructor(
    private readonly tick: AgentTick,
    private readonly brain: Brain,
    private readonly setting: DecisionSetting,
  ) {
    this.#started = setting.clock.now()
  }

  async run(): Promise<DecisionRecord> {
    let resolveEnding: (ending: Ending) => void = () => undefined
    const ended = new Promise<Ending>((resolve) => (resolveEnding = resolve))
    // Only the first end counts. The signal falls with it, at once, so that nothing more is submitted.
    const end = (ending: Ending): void => {
      this.#over.abort()
      resolveEnding(ending)
    }
    const { abandon, clock } = this.setting
    const onAbandon = (): void => end({ outcome: 'abandoned', problem: 'The match closed this decision.' })
    const cancel = clock.after(thinkingTime(this.tick.budget), () => end(this.#outOfTime()))
    abandon.addEventListener('abort', onAbandon, { once: true })
    if (abandon.aborted) onAbandon()
    else void this.#converse().then(end)
    const ending = await ended
    cancel()
    abandon.removeEventListener('abort', onAbandon)
    return this.#record(ending)
  }

  async #converse(): Promise<Ending> {
    try {
      return await this.#turns()
    } catch (cause) {
      return { outcome: 'failed', problem: `The agent could not go on: ${reasonOf(cause)}.` }
    }
  }

  async #turns(): Promise<Ending> {
    const { bounds, tools } = this.setting
    const session = this.brain.begin({ tick: this.tick, tools: tools.describe(), bounds })
    this.#session = session
    const desk = new TradingDesk(this.setting.host, this.tick, bounds.trades, this.#over.signal)
    let replies: readonly ToolReply[] = []
    for (let turn = 0; turn < bounds.turns; turn += 1) {
      const spoken = await session.nextTurn({ turn, replies, signal: this.#over.signal })
      // Words that come after the end are nobody's any more.
      if (this.#isOver()) break
      if (spoken.words !== undefined && spoken.words !== '') this.#words = spoken.words
      if (spoken.type === 'closing') return { outcome: 'completed' }
      if (spoken.type === 'trouble') return { outcome: 'failed', problem: spoken.sentence }
      replies = await this.#callAll(spoken.calls, desk)
    }
    return {
      outcome: 'failed',
      problem: `Stopped after ${bounds.turns} turns, the most a decision may take.`,
    }
  }

  async #callAll(requests: readonly ToolRequest[], desk: TradingDesk): Promise<readonly ToolReply[]> {
    const replies: ToolReply[] = []
    for (const request of requests.slice(0, this.#callsHeard)) {
      if (this.#isOver()) break
      this.#underway = request
      const answer = await this.#call(request, desk)
      if (this.#isOver()) break
      this.#underway = undefined
      this.#keep(request, answer)
      replies.push({ request, answer })
    }
    return replies
  }

  /** Calls of one turn that get an answer: those that may still be made, and one that hears it is too many. */
  get #callsHeard(): number {
    return Math.max(0, this.setting.bounds.toolCalls - this.#calls) + 1
  }

  /** Asked anew after every wait, since it may have changed meanwhile. */
  #isOver(): boolean {
    return this.#over.signal.aborted
  }

  #call(request: ToolRequest, desk: TradingDesk): Promise<ToolAnswer> {
    const limit = this.setting.bounds.toolCalls
    this.#calls += 1
    if (request.refused !== undefined) return Promise.resolve({ ok: false, text: request.refused })
    if (this.#calls <= limit) return this.setting.tools.call(request.tool, request.input, desk)
    return Promise.resolve({ ok: false, text: `Not run: a decision may make at most ${limit} tool calls.` })
  }

  #keep(request: ToolRequest, answer: ToolAnswer): void {
    const input = canonicalJson(request.input)
    this.#exchanges.push({
      tool: request.tool,
      input: input.ok && input.value.length <= MOST_KEPT ? input.value : '{}',
      output: answer.text.slice(0, MOST_KEPT),
      ok: answer.ok,
      after: this.#elapsed(),
    })
  }

  #outOfTime(): Ending {
    const spent = (this.tick.budget / MS_PER_SECOND).toFixed(1)
    const help = this.#session?.account === undefined ? '' : ' A longer interval or a faster model helps.'
    return {
      outcome: 'timed-out',
      problem: `Out of time: the decision had ${spent} s. Whatever comes later trades nothing.${help}`,
    }
  }

  #record(ending: Ending): DecisionRecord {
    if (this.#underway !== undefined) {
      const text = 'No answer before the decision ended; the trade log shows whether it still counted.'
      this.#keep(this.#underway, { ok: false, text })
    }
    const model = this.#session?.account?.()
    return {
      tick: this.tick.tick,
      matchTime: this.tick.matchTime,
      ...ending,
      exchanges: [...this.#exchanges],
      ...splitReasoning(this.#words),
      latency: this.#elapsed(),
      ...(model !== undefined && { model }),
    }
  }

  /** A wall clock may be set back; a latency is never negative. */
  #elapsed(): DurationMs {
    return durationMs(Math.max(0, between(this.#started, this.setting.clock.now())))
  }
}
