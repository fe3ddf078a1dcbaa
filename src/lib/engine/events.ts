import type { ExitOrder, ExitPlan } from '../accounts/exit-plan'
import type { Decimal } from '../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../core/product'
import type { RiskRules } from '../core/risk-rules'
import type { DurationMs, TimeMs } from '../core/time'
import type { Candle, FeedState, Ticker } from '../market/types'
import type { MatchConfig, RunConfig, RunModel } from './config'
import type { Labels } from '../core/labels'

declare const runBrand: unique symbol

/** A run's position in the match's roster. */
export type RunIndex = number & { readonly [runBrand]: true }

/** @throws RangeError when `value` is no position in a roster. */
export function runIndex(value: number): RunIndex {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a run index: ${value}`)
  return value as RunIndex
}

export type Side = 'buy' | 'sell'

/** What enters the fold. Each gets the next `seq` from the one writer. `time` is match time. */
export type InputEvent =
  | { readonly type: 'MatchStarted'; readonly time: TimeMs; readonly config: MatchConfig }
  | { readonly type: 'TickerReceived'; readonly time: TimeMs; readonly ticker: Ticker }
  | {
      /** Logged only when it changes whether a quote is fresh. */
      readonly type: 'HeartbeatReceived'
      readonly time: TimeMs
      readonly product: ProductIndex
      readonly lastTradeId: number
    }
  | { readonly type: 'CandleClosed'; readonly time: TimeMs; readonly candle: Candle }
  | {
      readonly type: 'FeedStateChanged'
      readonly time: TimeMs
      readonly state: FeedState
      readonly detail: string
    }
  | { readonly type: 'TickPublished'; readonly time: TimeMs; readonly tick: number }
  | {
      readonly type: 'TickSkipped'
      readonly time: TimeMs
      readonly run: RunIndex
      readonly tick: number
      readonly reason: SkipReason
    }
  | { readonly type: 'ClockAdvanced'; readonly time: TimeMs }
  | { readonly type: 'SignalSubmitted'; readonly time: TimeMs; readonly signal: Signal }
  | { readonly type: 'DecisionClosed'; readonly time: TimeMs; readonly decision: DecisionOutcome }
  | { readonly type: 'CommandIssued'; readonly time: TimeMs; readonly command: OperatorCommand }
  | { readonly type: 'ModelCallSettled'; readonly time: TimeMs; readonly call: ModelCallOutcome }

/** Why an agent did not get to decide on a tick. */
export type SkipReason =
  | 'superseded'
  | 'worker-restarting'
  | 'match-ended'
  | 'benched'
  /** Its chat node has no key, or is no more. */
  | 'no-key'
  | 'no-node'
  /** The match's or its node's budget is spent. */
  | 'spend-cap'

/** What one call to a language model took; `estimated` when tokens were counted by us or prices are a guess. */
export interface ModelCallOutcome {
  readonly run: RunIndex
  readonly tick: number
  /** Counts the calls of this decision from 0. */
  readonly ordinal: number
  /** The chat node's id. */
  readonly node: string
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly estimated: boolean
  /** USD. */
  readonly cost: Decimal
  readonly latency: DurationMs
}

/** An agent's wish to trade: unique by (run, tick, ordinal), so no retry ever trades twice. */
export interface Signal {
  readonly run: RunIndex
  readonly tick: number
  readonly ordinal: number
  readonly product: ProductIndex
  readonly side: Side
  /** 0 changes only the exits of what is held. */
  readonly quantity: QuantityUnits
  /** Wall time from the decision's snapshot to the signal's arrival. */
  readonly latency: DurationMs
  readonly exits?: ExitOrder
  /** In the agent's own words, at most 280 characters of plain text. */
  readonly reason?: string
}

export interface DecisionOutcome {
  readonly run: RunIndex
  readonly tick: number
  readonly outcome: 'completed' | 'failed' | 'timed-out' | 'abandoned'
  /** Wall time from the snapshot to the end of the decision. */
  readonly latency: DurationMs
  /** SHA-256 of the stored decision record, hex; empty when there is none. */
  readonly recordHash: string
}

export type OperatorCommand =
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'end'; readonly reason: 'operator' | 'duration' | 'superseded' }
  /** A run joins with the match's initial cash; its index is the next one. */
  | { readonly kind: 'add-run'; readonly run: RunConfig }
  /** Its ticks are skipped until it is unbenched; its account stays. */
  | { readonly kind: 'bench'; readonly run: RunIndex }
  | { readonly kind: 'unbench'; readonly run: RunIndex }
  | { readonly kind: 'reassign'; readonly run: RunIndex; readonly assignment: RunAssignment }
  | { readonly kind: 'set-spend-cap'; readonly cap: Decimal }
  /** Other limits for a run from now on; the match's when `rules` is missing. What they watch starts anew. */
  | { readonly kind: 'set-risk'; readonly run: RunIndex; readonly rules?: RiskRules }
  /** A run whose buying was stopped by a limit may buy again. */
  | { readonly kind: 're-arm'; readonly run: RunIndex }

/** What a running run may get anew; its name and its account stay. */
export interface RunAssignment {
  readonly brain: string
  readonly strategyVersion: string
  readonly labels: Labels
  readonly color: string
  readonly model?: RunModel
}

export type RiskVerdictKind = 'approved' | 'resized' | 'refused' | 'liquidated' | 'waiting'

/** What the fold answers to an input, in order. All are functions of the log before them. */
export type DerivedEvent =
  | {
      /**
       * A verdict of the risk stage, on a proposed target or, by its own doing, on a position: `liquidated`
       * when it is sold now, `waiting` when it will be at the first fresh quote. `figure` and `threshold`
       * are in the rule's own unit.
       */
      readonly type: 'RiskEvent'
      readonly run: RunIndex
      readonly product: ProductIndex
      readonly verdict: RiskVerdictKind
      readonly rule: string
      readonly figure: number
      readonly threshold: number
      /** Proposed and resulting change of the holding, in units, signed. */
      readonly from: number
      readonly to: number
      /** The price a stop stood at; only of a position the stage itself sells. */
      readonly level?: PriceTicks
    }
  | {
      /** A signal set or cancelled exits; `exits` is what then holds. */
      readonly type: 'ExitsChanged'
      readonly run: RunIndex
      readonly product: ProductIndex
      readonly exits: ExitPlan
    }
  | {
      /** A limit of the whole run was passed: it buys nothing until the operator re-arms it. */
      readonly type: 'TradingHalted'
      readonly run: RunIndex
      readonly rule: string
      readonly figure: number
      readonly threshold: number
    }
  | {
      readonly type: 'OrderPlaced'
      readonly run: RunIndex
      readonly order: number
      readonly product: ProductIndex
      readonly side: Side
      readonly quantity: QuantityUnits
    }
  | {
      readonly type: 'OrderFilled'
      readonly run: RunIndex
      readonly order: number
      readonly product: ProductIndex
      readonly side: Side
      readonly quantity: QuantityUnits
      readonly price: PriceTicks
      readonly notional: Decimal
      readonly fee: Decimal
      /** Realised by a sale, net of its fee; zero for a purchase. */
      readonly realised: Decimal
      /** The run's cash after the fill. */
      readonly cash: Decimal
    }
  | {
      readonly type: 'OrderCancelled'
      readonly run: RunIndex
      readonly order: number
      readonly refusal: Refusal
    }
  | {
      readonly type: 'SignalRefused'
      readonly run: RunIndex
      readonly tick: number
      readonly ordinal: number
      readonly refusal: Refusal
    }
  | {
      /** One per run at every published tick and at the end; exact equity = cash + positions at last price. */
      readonly type: 'EquitySampled'
      readonly run: RunIndex
      readonly equity: Decimal
    }

/** Why a signal did not become a fill, with the figures a sentence needs. */
export type Refusal =
  | { readonly type: 'unknown-product' }
  | { readonly type: 'no-live-price' }
  | { readonly type: 'stale-price'; readonly age: DurationMs }
  | { readonly type: 'quantity-not-positive' }
  | { readonly type: 'below-minimum-funds'; readonly notional: Decimal; readonly minimum: Decimal }
  | { readonly type: 'insufficient-cash'; readonly needed: Decimal; readonly available: Decimal }
  | {
      readonly type: 'insufficient-holdings'
      readonly requested: QuantityUnits
      readonly held: QuantityUnits
    }
  | { readonly type: 'risk'; readonly rule: string; readonly figure: number; readonly threshold: number }
  | { readonly type: 'paused' }
  | { readonly type: 'ended' }
  | { readonly type: 'duplicate' }
  /** The decision it belongs to was already closed. */
  | { readonly type: 'late' }
  /** A stop that would fire at once: `level` is on the wrong side of the last price. */
  | {
      readonly type: 'exit-wrong-side'
      readonly exit: 'stop-loss' | 'take-profit'
      readonly level: PriceTicks
      readonly price: PriceTicks
    }
  /** Exits for a product of which nothing is held. */
  | { readonly type: 'no-position' }

/** What became of one signal: the answer its agent gets. */
export type SignalOutcome =
  | {
      readonly status: 'filled'
      readonly side: Side
      readonly product: ProductIndex
      readonly requested: QuantityUnits
      readonly quantity: QuantityUnits
      readonly price: PriceTicks
      readonly notional: Decimal
      readonly fee: Decimal
      readonly cash: Decimal
      /** Present when risk made the order smaller. */
      readonly resized?: { readonly rule: string; readonly figure: number; readonly threshold: number }
      /** Present when the signal named exits: what then holds. */
      readonly exits?: ExitPlan
    }
  | {
      /** Nothing was traded, the exits of the position were changed. */
      readonly status: 'exits-changed'
      readonly product: ProductIndex
      readonly exits: ExitPlan
    }
  | {
      readonly status: 'refused'
      readonly product: ProductIndex
      readonly side: Side
      readonly refusal: Refusal
    }
