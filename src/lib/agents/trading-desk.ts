import type { PortfolioView } from '../accounts/portfolio-view'
import type { AgentHost, AgentTick } from '../match/ports'
import type { ToolCaller, TradeAnswer, TradeWish } from './tools/tool'

/**
 * The caller's identity within one decision: the host knows the run, the desk the tick, and it counts the
 * trades, so that each has a key of its own. A wish gets its key before it leaves and never a second one.
 */
export class TradingDesk implements ToolCaller {
  #submitted = 0

  constructor(
    private readonly host: AgentHost,
    private readonly tick: AgentTick,
    private readonly limit: number,
    private readonly over: AbortSignal,
  ) {}

  async trade(wish: TradeWish): Promise<TradeAnswer> {
    if (this.over.aborted) return { status: 'late', budget: this.tick.budget }
    if (this.#submitted >= this.limit) return { status: 'too-many', limit: this.limit }
    const ordinal = this.#submitted
    this.#submitted += 1
    const outcome = await this.host.executeTrade({ tick: this.tick.tick, ordinal, ...wish })
    return { status: 'answered', outcome }
  }

  portfolio(): Promise<PortfolioView> {
    return this.host.getPortfolio()
  }
}
