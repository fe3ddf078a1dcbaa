import type { Clock } from '../lib/core/clock'
import { type Result, err } from '../lib/core/result'
import type { RiskModelName } from '../lib/core/risk-rules'
import { durationMs } from '../lib/core/time'
import { profileIn, tradeRiskIn } from '../lib/engine/run-risk'
import type { Stage } from '../lib/match/view/stage'
import type { ChannelPort } from '../lib/storage/follow-messages'
import type { RiskProfile, TradeIdea, TradeRisk } from './api/risk'
import { type RiskQuestion, parseAnswer, parseQuestion, readProfile, readTradeRisk } from './risk-messages'

export const RISK_CHANNEL = 'arena-risk'

/** A tab that is asleep does not answer at all. */
const PATIENCE = durationMs(5000)

const NO_MATCH = 'There is no match yet.'
const SILENT = 'The tab that runs this match does not answer, so its risk cannot be known here.'

export interface RiskDeskDeps {
  readonly channel: ChannelPort
  readonly clock: Clock
  /** What is on show where this tab leads. */
  readonly stage: () => Stage | undefined
  /** `neither`: not yet, or no longer, one of the two; others are not answered then. */
  readonly role: () => 'leader' | 'follower' | 'neither'
}

/**
 * Tells what the agents of the match on show risk. Only the tab that leads has the fold: one that follows asks it.
 * Reads only, so whoever watches may ask.
 */
export class RiskDesk {
  readonly #waiting = new Map<string, (answer: Result<unknown, string>) => void>()

  constructor(private readonly deps: RiskDeskDeps) {
    deps.channel.addEventListener('message', ({ data }) => void this.#hear(data))
  }

  async profile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>> {
    if (this.deps.role() !== 'follower') return this.#profile(run, model)
    return readProfile(await this.#askLeader({ run, model }))
  }

  async tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>> {
    if (this.deps.role() !== 'follower') return this.#tradeRisk(run, idea, model)
    return readTradeRisk(await this.#askLeader({ run, model, idea }))
  }

  async #profile(run: number, model?: RiskModelName): Promise<Result<RiskProfile, string>> {
    const fold = (await this.deps.stage()?.fold()) ?? err(NO_MATCH)
    return fold.ok ? profileIn(fold.value, run, model) : fold
  }

  async #tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Promise<Result<TradeRisk, string>> {
    const fold = (await this.deps.stage()?.fold()) ?? err(NO_MATCH)
    return fold.ok ? tradeRiskIn(fold.value, run, idea, model) : fold
  }

  #askLeader(question: RiskQuestion): Promise<Result<unknown, string>> {
    const id = crypto.randomUUID()
    return new Promise((resolve) => {
      const cancel = this.deps.clock.after(PATIENCE, () => settle(err(SILENT)))
      const settle = (answer: Result<unknown, string>): void => {
        cancel()
        this.#waiting.delete(id)
        resolve(answer)
      }
      this.#waiting.set(id, settle)
      this.deps.channel.postMessage({ id, question })
    })
  }

  async #hear(data: unknown): Promise<void> {
    const answered = parseAnswer(data)
    if (answered !== undefined) this.#waiting.get(answered.id)?.(answered.answer)
    const asked = this.deps.role() === 'leader' ? parseQuestion(data) : undefined
    if (asked === undefined) return
    const { run, model, idea } = asked.question
    const answer = idea === undefined ? this.#profile(run, model) : this.#tradeRisk(run, idea, model)
    this.deps.channel.postMessage({ id: asked.id, answer: await answer })
  }
}
