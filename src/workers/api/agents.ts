/** The roster of agents a visitor keeps, and what may be changed of it in a running match. */

import type { RiskField } from '../../lib/core/risk-rules'

/**
 * Limits and their settings as a person gave them: percent for parts, a whole number for orders and returns,
 * seconds for spans, a name for a choice. Of a match, what is missing or empty is off, or a setting's default; of an
 * agent, what is missing or empty is as in the match, and `off` is off.
 */
export type RiskChoices = Readonly<Partial<Record<RiskField, string>>>

/** `house:momentum` … or `node:<chat node id>`. */
export type BrainName = string

/** One agent of the roster. */
export interface AgentProfile {
  /** Made once, never shown. */
  readonly id: string
  /** Unique in the roster. */
  readonly name: string
  readonly strategy: StrategyName
  /** Empty for house rules; else the system prompt, the visitor's own or a strategy's. */
  readonly prompt: string
  readonly brain: BrainName
  /** CSS custom property name, e.g. `--momentum`. */
  readonly color: string
  /** Benched agents are kept but sent into no match. */
  readonly enabled: boolean
  /** Limits of its own. */
  readonly risk?: RiskChoices
}

export type StrategyName = 'default' | 'momentum' | 'brainrot' | 'scalper' | 'own'

/** A strategy the arena brings along. */
export interface StrategyPreset {
  readonly strategy: Exclude<StrategyName, 'own'>
  readonly title: string
  /** One line for people. */
  readonly summary: string
  readonly prompt: string
  readonly color: string
}

export interface RosterBook {
  readonly agents: readonly AgentProfile[]
  readonly strategies: readonly StrategyPreset[]
  /** A sentence when the stored roster could not be used; else empty. */
  readonly notice: string
}

/** A change to the match that runs, effective at the agent's next tick. */
export type RosterChange =
  | { readonly kind: 'add'; readonly agent: RosterEntry }
  | { readonly kind: 'bench'; readonly run: number }
  | { readonly kind: 'unbench'; readonly run: number }
  /** It may buy again after a limit stopped it. */
  | { readonly kind: 're-arm'; readonly run: number }
  /** Another brain, prompt or strategy for a run; its account goes on. */
  | { readonly kind: 'reassign'; readonly run: number; readonly agent: Omit<RosterEntry, 'name'> }

/** An agent as a match is asked to take it. */
export interface RosterEntry {
  readonly name: string
  readonly strategy: StrategyName
  readonly prompt: string
  readonly brain: BrainName
  readonly color: string
  /** Limits of its own. */
  readonly risk?: RiskChoices
}

/** The messages of one model call of a decision, exactly as sent. */
export interface PromptView {
  readonly run: number
  readonly tick: number
  readonly node: string
  readonly modelId: string
  /** Whether the rebuilt prompt has the hash stored with the decision. */
  readonly verified: boolean
  readonly messages: readonly {
    readonly role: 'system' | 'user' | 'assistant' | 'tool'
    readonly text: string
  }[]
  readonly tools: readonly string[]
}
