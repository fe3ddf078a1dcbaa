/**
 * What the page draws. Plain data, cloned over a message port a few times a second; money is exact
 * decimal text, statistics are numbers, instants are epoch milliseconds.
 */
import type { ProductSpec } from '../../lib/core/product'
import type { RiskRules } from '../../lib/core/risk-rules'
import type { Side } from '../../lib/engine/events'
import type { FeedState, MarketSource } from '../../lib/market/types'
import type { FeedCounters } from '../../lib/market/feed-event'

export type FeedLabel = 'Live' | 'Connecting' | 'Stale' | 'Reconnecting' | 'Demo' | 'Replay'

export interface MatchView {
  readonly match: MatchSummary
  readonly feed: FeedView
  readonly agents: readonly AgentRow[]
  readonly market: readonly MarketRow[]
  readonly positions: readonly PositionRow[]
  readonly risk: RiskView
}

export interface MatchSummary {
  readonly id: string
  readonly status: 'running' | 'paused' | 'ended' | 'halted'
  /** Why it is paused or halted, a sentence; empty otherwise. */
  readonly notice: string
  readonly source: MarketSource
  /** `leader` writes; `follower` watches another tab of this browser. */
  readonly role: 'leader' | 'follower'
  /** `false` shows "Not saved". */
  readonly durable: boolean
  readonly startedAt: number
  readonly matchTime: number
  readonly tick: number
  /** Match time of the next tick; undefined while paused or ended. */
  readonly nextTickAt: number | undefined
  /** Match milliseconds per wall millisecond: 1 live, the demo's speed else. */
  readonly speed: number
  readonly interval: number
  readonly duration: number | undefined
  readonly rules: string
  /** The match's limits: "Classic", "Guarded", "Strict" or "Own limits"; empty before format version 3. */
  readonly risk: string
  /** Those limits themselves. */
  readonly riskRules: RiskRules
  readonly initialCash: string
  /** USD; undefined when no language model ever took part. */
  readonly modelCost: string | undefined
  readonly spendCap: string | undefined
  /** In what agents differ besides their prompt, a sentence each; empty when only the prompt differs. */
  readonly unevenness: readonly string[]
  readonly seed: string | undefined
  /** Events in the log so far. */
  readonly seq: number
  readonly digest: string
  readonly products: readonly ProductSpec[]
}

export interface FeedView {
  readonly state: FeedState
  readonly label: FeedLabel
  /** A sentence: what it does now, or what went wrong. */
  readonly detail: string
  readonly since: number
  readonly counters: FeedCounters
}

export interface AgentRow {
  readonly run: number
  readonly name: string
  readonly role: 'agent' | 'benchmark'
  readonly color: string
  /** "House rules", "Benchmark", or a chat node's name. */
  readonly brain: string
  /** 1 for the best; the benchmark has none. */
  readonly rank: number | undefined
  readonly equity: string
  /** Equity should every position be sold at the bid, before fees. */
  readonly liquidation: string
  readonly cash: string
  readonly profit: string
  /** Fraction of the initial cash. */
  readonly profitRatio: number
  /** Fraction, 0 … 1, of the highest equity so far. */
  readonly maxDrawdown: number
  readonly positions: number
  readonly trades: number
  readonly fees: string
  /** USD; undefined for agents that call no model. */
  readonly modelCost: string | undefined
  /** Some of the cost rests on estimated prices or token counts. */
  readonly costEstimated: boolean
  /** Profit less model cost. */
  readonly netProfit: string
  /** `node:<id>` or `house:…`, as the roster names it. */
  readonly brainId: string
  readonly modelId: string | undefined
  /** What it plays: `momentum@1a2b3c4d`, the strategy and the first digits of its prompt's SHA-256. */
  readonly strategyId: string
  /** What the model is saying right now; undefined when it is not. */
  readonly speaking: string | undefined
  readonly status: AgentStatus
  /** Whatever its status: its ticks are skipped until it is fielded again. */
  readonly benched: boolean
  /** A sentence for the card: what it does, or what went wrong. */
  readonly statusDetail: string
  readonly skippedTicks: number
  readonly restarts: number
  /** Wall milliseconds of the last decision. */
  readonly lastLatency: number | undefined
  /** Undefined where no risk layer watches: the benchmark, and matches from before there was one. */
  readonly risk: AgentRiskView | undefined
}

/** The limits an agent plays under, and how near to them it is. */
export interface AgentRiskView {
  /** "Classic", "Guarded", "Strict" or "Own limits". */
  readonly title: string
  /** A sentence while buying is stopped until it is re-armed; else empty. */
  readonly halted: string
  /** The limits in force for it. */
  readonly rules: RiskRules
  readonly limits: readonly RiskLimitRow[]
}

export interface RiskLimitRow {
  readonly rule: string
  /** Such as "Trailing stop". */
  readonly title: string
  /** Such as "5 %". */
  readonly limit: string
  /** Where it stands, such as "BTC-USD 1.80 % above its stop"; empty when there is nothing to tell. */
  readonly state: string
  /** 0 far away … 1 at the limit; undefined when there is nothing to measure. */
  readonly used: number | undefined
}

export type AgentStatus =
  'waiting' | 'thinking' | 'restarting' | 'stopped' | 'benched' | 'no-key' | 'no-node' | 'spend-cap'

export interface MarketRow {
  readonly product: number
  readonly price: string | undefined
  readonly bid: string | undefined
  readonly ask: string | undefined
  /** (ask − bid) / mid, basis points. */
  readonly spread: number | undefined
  readonly volume24h: number | undefined
  /** Against the first price of the match, fraction. */
  readonly change: number | undefined
  readonly fresh: boolean
  /** Match time of the last change of the ticker. */
  readonly unchangedSince: number | undefined
  /** The last minutes' closes in ticks, oldest first; the last is the present price. */
  readonly closes: readonly number[]
  /** When each of them was, epoch milliseconds, rising. */
  readonly closeTimes: readonly number[]
}

export interface PositionRow {
  readonly run: number
  readonly product: number
  readonly quantity: string
  readonly averageCost: string
  readonly costBasis: string
  readonly price: string | undefined
  readonly marketValue: string
  readonly profit: string
  /** Fraction of the cost basis. */
  readonly profitRatio: number
  /** Quantity-weighted average time held, milliseconds. */
  readonly held: number
  /** What would sell it without its agent; undefined when nothing would. */
  readonly exits: ExitsView | undefined
}

export interface ExitsView {
  /** Nearest below the price first, then those above it. */
  readonly lines: readonly ExitLine[]
  /** Match time at which it is sold whatever its price. */
  readonly timeStopAt: number | undefined
  /** The agent's own words; empty for none. */
  readonly reason: string
  /** Whether one has fired and the sale waits for a fresh quote. */
  readonly waiting: boolean
}

/** A price at which a position is sold. */
export interface ExitLine {
  readonly rule: 'stop-loss' | 'take-profit' | 'trailing-stop' | 'product-drawdown'
  readonly title: string
  readonly price: string
  /** In ticks. */
  readonly level: number
  /** (level − price) / price. */
  readonly distance: number
}

/** What the risk layer did, and what that was worth. */
export interface RiskView {
  /** One row per agent and rule that ever acted. */
  readonly worth: readonly RiskWorthRow[]
  /** The newest 50, newest first. */
  readonly verdicts: readonly VerdictRow[]
}

export interface RiskWorthRow {
  readonly run: number
  readonly rule: string
  readonly title: string
  readonly verdicts: number
  /** USD, decimal text: above zero what the rule saved, below what it cost. */
  readonly amount: string
  /** "Trailing stop saved Brainrot $1,204.00." */
  readonly sentence: string
}

/** One verdict that changed or made a trade. */
export interface VerdictRow {
  readonly id: number
  readonly time: number
  readonly run: number
  readonly product: number
  readonly rule: string
  readonly title: string
  /** Such as "Sold 0.5 BTC-USD at $63,012.40, 0.02 % below the stop". */
  readonly what: string
  /** How many earlier verdicts that say the same the row stands for, besides the one it tells; 0 for a single one. */
  readonly repeats: number
  /** As in {@link RiskWorthRow}; of all the row stands for. */
  readonly amount: string
  /** Whether the product was since traded or asked for again, which ended the count. */
  readonly settled: boolean
}

export interface TradeRow {
  /** Unique and rising within a match; one event of the log may fill several orders. */
  readonly id: number
  readonly seq: number
  readonly time: number
  readonly run: number
  readonly side: Side
  readonly product: number
  readonly quantity: string
  readonly price: string
  readonly value: string
  readonly fee: string
  /** Wall milliseconds from the snapshot to the fill; undefined where no agent asked for it. */
  readonly latency: number | undefined
  /** The rule by which the risk layer sold, such as "Trailing stop"; undefined for a trade its agent asked for. */
  readonly by: string | undefined
  /** The agent's own words; empty for none. */
  readonly reason: string
}

export interface ActivityRow {
  /** Unique and rising within a match. */
  readonly id: number
  readonly time: number
  /** Undefined for the market and the match itself. */
  readonly run: number | undefined
  readonly kind: 'response' | 'trade' | 'tool' | 'refused' | 'problem' | 'notice' | 'risk'
  /** Of a refusal: by a limit. */
  readonly byRisk?: true
  readonly text: string
  readonly reasoning?: string
  /** For tool rows: name and input. */
  readonly tool?: string
  readonly input?: string
  readonly side?: Side
  readonly latency?: number
  /** For what a language model said or failed at: its tick, by which the prompt can be asked for. */
  readonly tick?: number
  /** The tick of the decision that it closes, whoever decided. */
  readonly decision?: number
  readonly usage?: UsageText
}

/** Tokens and cost of all model calls of one decision. */
export interface UsageText {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
  readonly calls: number
  /** USD, decimal text. */
  readonly cost: string
  readonly estimated: boolean
}

/** Equity of every run at one moment, in roster order. */
export interface EquityPoint {
  readonly time: number
  readonly values: readonly number[]
}

/** Sent a few times a second: the whole small view and what was appended since the last frame. */
export interface ViewFrame {
  /** Rises by one; a gap tells the page to ask for everything again. */
  readonly frame: number
  /** True when the appended rows are the whole history kept, replacing what the page has. */
  readonly reset: boolean
  readonly view: MatchView
  readonly trades: readonly TradeRow[]
  readonly activity: readonly ActivityRow[]
  readonly equity: readonly EquityPoint[]
}

/** A past or current match in the list. */
export interface MatchListRow {
  readonly id: string
  readonly status: 'running' | 'paused' | 'ended' | 'halted'
  readonly source: MarketSource
  readonly startedAt: number
  readonly matchTime: number
  readonly ticks: number
  readonly products: readonly string[]
  readonly rules: string
  /** The match's limits: "Classic", "Guarded", "Strict" or "Own limits"; empty before format version 3. */
  readonly risk: string
  readonly bytes: number
  readonly standings: readonly {
    name: string
    role: 'agent' | 'benchmark'
    color: string
    equity: string
    trades: number
  }[]
}
