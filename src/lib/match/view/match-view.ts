import { decimalToNumber, decimalToString, subtractDecimal } from '../../core/decimal'
import { type ProductIndex, productIndex } from '../../core/product'
import type { PortfolioView, PositionView } from '../../accounts/portfolio-view'
import type { MatchConfig, RunConfig } from '../../engine/config'
import type { Engine } from '../../engine/engine'
import { type RunIndex, runIndex } from '../../engine/events'
import type { FeedCounters } from '../../market/feed-event'
import { formatPrice, formatQuantity } from '../../market/price-format'
import type { FeedState, MarketSource } from '../../market/types'
import type {
  AgentRow,
  AgentStatus,
  FeedLabel,
  FeedView,
  MatchSummary,
  MatchView,
  PositionRow,
} from '../../../workers/api/view'
import { agentRisk } from './agent-risk'
import type { Chronicle } from './chronicle'
import { exitsOf } from './exit-lines'
import { limitsTitle } from './limit-words'
import { marketRow } from './market-rows'
import { describeRisk } from './risk-view'
import { unevennessOf } from './unevenness'

/** What only the running session knows; a finished match has none of it. */
export interface LiveState {
  readonly role: 'leader' | 'follower'
  readonly durable: boolean
  readonly notice: string
  readonly nextTickAt: number | undefined
  readonly digest: string
  readonly feedDetail: string
  readonly feedSince: number
  readonly counters: FeedCounters
  readonly matchTime: number
  /** Match milliseconds per wall millisecond now. */
  readonly speed: number
  looksFresh(product: ProductIndex): boolean
  agent(run: RunIndex): AgentLife | undefined
}

export interface AgentLife {
  readonly status: AgentStatus
  readonly detail: string
  readonly restarts: number
  readonly lastLatency: number | undefined
  readonly speaking: string | undefined
}

/** Everything the page shows that is small enough to be sent whole, as of the engine's present state. */
export function describeMatch(engine: Engine, chronicle: Chronicle, live: LiveState): MatchView {
  const { config } = engine
  const runs = engine.runs.map((_, index) => runIndex(index))
  const portfolios = runs.map((run) => engine.portfolio(run, engine.time))
  const ranks = rankRuns(
    engine.runs,
    portfolios.map((portfolio) => portfolio.equity),
  )
  return {
    match: summarise(config, engine, live),
    feed: describeFeed(config, engine, live),
    agents: portfolios.map((portfolio, run) =>
      describeAgent(engine, chronicle, live, runIndex(run), portfolio, ranks[run]),
    ),
    market: config.products.map((spec, index) => {
      const product = productIndex(index)
      return marketRow(engine, spec, product, live.looksFresh(product))
    }),
    positions: runs.flatMap((run) =>
      (portfolios[run]?.positions ?? []).map((position) => describePosition(config, run, position)),
    ),
    risk: describeRisk(engine),
  }
}

/** 1 for the highest equity among the agents; equal equity, equal rank. The benchmark is unranked. */
export function rankRuns(
  runs: readonly Pick<RunConfig, 'role'>[],
  equities: readonly bigint[],
): readonly (number | undefined)[] {
  const rivals = equities.filter((_, run) => runs[run]?.role === 'agent')
  return equities.map((own, run) =>
    runs[run]?.role === 'agent' ? 1 + rivals.filter((other) => other > own).length : undefined,
  )
}

function summarise(config: MatchConfig, engine: Engine, live: LiveState): MatchSummary {
  const isModelled = engine.runs.some((_, index) => engine.usedModel(runIndex(index)))
  return {
    id: config.matchId,
    status: engine.status,
    notice: live.notice,
    source: config.source,
    role: live.role,
    durable: live.durable,
    startedAt: config.startedAt,
    matchTime: live.matchTime,
    tick: engine.tick,
    nextTickAt: engine.status === 'running' ? live.nextTickAt : undefined,
    speed: live.speed,
    interval: config.interval,
    duration: config.duration,
    rules: config.rules.preset,
    risk: config.formatVersion < 3 ? '' : limitsTitle(config.rules.risk),
    riskRules: config.rules.risk,
    initialCash: decimalToString(config.initialCash),
    modelCost: isModelled ? decimalToString(engine.modelCost()) : undefined,
    spendCap: isModelled ? decimalToString(engine.spendCap) : undefined,
    unevenness: unevennessOf(engine),
    seed: config.demo?.seed,
    seq: engine.seq,
    digest: live.digest,
    products: config.products,
  }
}

const LIVE_LABELS: Record<FeedState, FeedLabel> = {
  connecting: 'Connecting',
  live: 'Live',
  stale: 'Stale',
  reconnecting: 'Reconnecting',
}

/** A match that has ended shows its recording, whatever its source was. */
const RUNNING_LABELS: Record<MarketSource, (state: FeedState) => FeedLabel> = {
  coinbase: (state) => LIVE_LABELS[state],
  demo: () => 'Demo',
  recorded: () => 'Replay',
}

function describeFeed(config: MatchConfig, engine: Engine, live: LiveState): FeedView {
  const state = engine.feedState
  const label = engine.status === 'ended' ? 'Replay' : RUNNING_LABELS[config.source](state)
  return { state, label, detail: live.feedDetail, since: live.feedSince, counters: live.counters }
}

function describeAgent(
  engine: Engine,
  chronicle: Chronicle,
  live: LiveState,
  run: RunIndex,
  portfolio: PortfolioView,
  rank: number | undefined,
): AgentRow {
  const { config } = engine
  const runConfig = engine.runs[run] ?? missingRun(run)
  const { name, role, color, brain, model, labels } = runConfig
  const profit = subtractDecimal(portfolio.equity, config.initialCash)
  const cost = engine.modelCost(run)
  const life = live.agent(run)
  return {
    run,
    name,
    role,
    color,
    brain: brainTitle(runConfig),
    brainId: brain,
    modelId: model?.modelId,
    strategyId: labels.strategy_id,
    rank,
    equity: decimalToString(portfolio.equity),
    liquidation: decimalToString(portfolio.liquidation),
    cash: decimalToString(portfolio.cash),
    profit: decimalToString(profit),
    profitRatio: decimalToNumber(profit) / decimalToNumber(config.initialCash),
    maxDrawdown: engine.maxDrawdown(run),
    positions: portfolio.positions.length,
    trades: engine.tradeCount(run),
    fees: decimalToString(portfolio.feesPaid),
    modelCost: engine.usedModel(run) ? decimalToString(cost) : undefined,
    costEstimated: engine.hasEstimatedCost(run),
    netProfit: decimalToString(subtractDecimal(profit, cost)),
    speaking: life?.speaking,
    status: life?.status ?? 'stopped',
    benched: engine.isBenched(run),
    statusDetail: life?.detail ?? '',
    skippedTicks: chronicle.skippedTicks(run),
    restarts: life?.restarts ?? 0,
    lastLatency: life?.lastLatency,
    risk: role === 'benchmark' ? undefined : agentRisk(config.products, portfolio),
  }
}

function brainTitle({ role, brain, model }: RunConfig): string {
  if (role === 'benchmark') return 'Benchmark'
  if (model !== undefined) return model.nodeName
  return brain.startsWith('house:') ? 'House rules' : brain
}

function describePosition(config: MatchConfig, run: RunIndex, position: PositionView): PositionRow {
  const spec = config.products[position.product]
  if (spec === undefined) throw new RangeError(`no product ${position.product} in the match`)
  const basis = decimalToNumber(position.costBasis)
  return {
    run,
    product: position.product,
    quantity: formatQuantity(spec, position.quantity),
    averageCost: decimalToString(position.averageCost),
    costBasis: decimalToString(position.costBasis),
    price: position.price === undefined ? undefined : formatPrice(spec, position.price),
    marketValue: decimalToString(position.marketValue),
    profit: decimalToString(position.profit),
    profitRatio: basis === 0 ? 0 : decimalToNumber(position.profit) / basis,
    held: position.held,
    exits: exitsOf(spec, position),
  }
}

function missingRun(run: RunIndex): never {
  throw new RangeError(`no run ${run} in the roster`)
}
