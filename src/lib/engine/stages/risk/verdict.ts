import type { ProductIndex } from '../../../core/product'
import type { Refusal } from '../../events'

declare const clearedBrand: unique symbol

/** A change of a holding somebody wants: units above zero to buy, below to sell, never 0. */
export interface Proposal {
  readonly product: ProductIndex
  readonly change: number
}

/** Why a rule decided as it did: `figure` passed `threshold`, both in the rule's own unit. */
export interface RuleFigures {
  readonly rule: string
  readonly figure: number
  readonly threshold: number
}

export interface Approved {
  readonly verdict: 'approved'
  readonly proposal: Proposal
  readonly [clearedBrand]: true
}

/** Allowed in part: `proposal` is what is left of `asked`. It fills wholly or not at all. */
export interface Resized {
  readonly verdict: 'resized'
  readonly proposal: Proposal
  readonly asked: Proposal
  readonly reason: RuleFigures
  readonly [clearedBrand]: true
}

export interface Refused {
  readonly verdict: 'refused'
  readonly asked: Proposal
  readonly reason: RuleFigures
  readonly refusal: Refusal
}

export type RiskVerdict = Approved | Resized | Refused

/** What execution accepts: only risk can make one. */
export type Cleared = Approved | Resized

export function approve(proposal: Proposal): Approved {
  return { verdict: 'approved', proposal } as Approved
}

export function resize(asked: Proposal, change: number, reason: RuleFigures): Resized {
  return { verdict: 'resized', proposal: { ...asked, change }, asked, reason } as Resized
}

/** `refusal` where the reason has a name of its own; else it is told as the rule's. */
export function refuse(asked: Proposal, reason: RuleFigures, refusal?: Refusal): Refused {
  return { verdict: 'refused', asked, reason, refusal: refusal ?? { type: 'risk', ...reason } }
}
