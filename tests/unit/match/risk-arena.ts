/** A match with one agent that trades as told on its first tick, under limits, on a feed in the test's hands. */
import type { TradeRequest } from '$lib/agents/decision'
import { quantityUnits } from '$lib/core/product'
import type { RiskRules } from '$lib/core/risk-rules'
import type { MatchConfig } from '$lib/engine/config'
import { type InputEvent, type RunIndex, type SignalOutcome, runIndex } from '$lib/engine/events'
import { classicRules } from '$lib/engine/rules'
import type { MatchSession } from '$lib/match/session'
import {
  AgentLost,
  type AgentFactory,
  type AgentHost,
  type AgentPort,
  type AgentTick,
} from '$lib/match/ports'
import { benchmarkRun, houseRun } from '$lib/match/roster'
import { modelMatchConfig } from '../../fixtures/synthetic-match'
import { settled } from '../../fixtures/virtual-clock'
import { BTC, ScriptedFeed, at, beatAt, houseConfig, liveAt, ms, quote, recordOf, tickerAt } from './fixtures'
import { TestArena } from './session-harness'

export const RUN: RunIndex = runIndex(0)
export const ONE_BTC = quantityUnits(100_000_000)
/** $100.00, in cents. */
export const PRICE = 10_000

export function riskConfig(risk: RiskRules = {}, over: Partial<MatchConfig> = {}): MatchConfig {
  const { decisions, spendCap } = modelMatchConfig()
  if (decisions === undefined || spendCap === undefined) throw new Error('a match without rules for models')
  return houseConfig({
    ...{ formatVersion: 3, decisions, spendCap, rules: { ...classicRules(), risk } },
    runs: [houseRun('momentum', 'Momentum', 0, 'm1'), benchmarkRun(1, 'm1')],
    interval: ms(3_600_000),
    ...over,
  })
}

type Wish = Omit<TradeRequest, 'tick' | 'ordinal'>

/** Its worker dies right after its first decision, and never comes back. */
class DoomedTrader implements AgentPort {
  readonly restarts = 0
  readonly restarting = false
  readonly outcomes: SignalOutcome[] = []

  constructor(
    private readonly wishes: readonly Wish[],
    private readonly host: AgentHost,
  ) {}

  async decide({ tick, matchTime }: AgentTick) {
    if (tick > 1) throw new AgentLost('Its worker died.')
    for (const [ordinal, wish] of this.wishes.entries()) {
      this.outcomes.push(await this.host.executeTrade({ tick, ordinal, ...wish }))
    }
    return recordOf(tick, { matchTime })
  }

  abandon(): void {
    return
  }

  stop(): void {
    return
  }
}

/** One bitcoin with these exits, bought at $100.01. */
export const buyOne = (exits?: TradeRequest['exits']): Wish => ({
  ...{ product: BTC, side: 'buy', quantity: ONE_BTC },
  ...(exits === undefined ? {} : { exits }),
})

export async function openRiskArena(config: MatchConfig, ...wishes: Wish[]) {
  const feed = new ScriptedFeed()
  let trader: DoomedTrader | undefined
  const agents: AgentFactory = { spawn: (_, host) => (trader = new DoomedTrader(wishes, host)) }
  const arena = new TestArena(config, { feed: () => feed, agents: () => agents })
  const session = await arena.start()
  const say = async (...events: Parameters<ScriptedFeed['say']>): Promise<void> => {
    feed.say(...events)
    await settled()
  }
  const prices = [0, 1, 2].map((product) => tickerAt(at(0), quote(product, PRICE)))
  await say(liveAt(at(0)), ...prices)
  return {
    ...{ arena, session, feed, say },
    outcomes: (): readonly SignalOutcome[] => trader?.outcomes ?? [],
    held: (): number => heldBy(session),
    cash: () => session.engine.portfolio(RUN, session.engine.time).cash,
    inputs: (): Promise<readonly InputEvent[]> => inputsOf(arena, session),
    /** Lets wall time pass in whole seconds, the exchange confirming each time that nothing was traded. */
    quietly: async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second += 1) {
        await arena.clock.advance(1000)
        feed.say(...[0, 1, 2].map((product) => beatAt(arena.clock.now(), product, 1)))
      }
      await settled()
    },
  }
}

export type RiskArena = Awaited<ReturnType<typeof openRiskArena>>

function heldBy({ engine }: MatchSession): number {
  const { positions } = engine.portfolio(RUN, engine.time)
  return positions.find(({ product }) => product === BTC)?.quantity ?? 0
}

async function inputsOf(arena: TestArena, session: MatchSession): Promise<readonly InputEvent[]> {
  await session.durable()
  return (await arena.steps()).map(({ input }) => input)
}
