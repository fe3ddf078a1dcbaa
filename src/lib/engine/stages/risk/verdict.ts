import type { ExitOrder } from '../../../accounts/exit-plan'
import type { RuleFigures } from '../../../accounts/portfolio-view'
import type { ProductIndex } from '../../../core/product'
import type { Refusal } from '../../events'

declare const clearedBrand: unique symbol

/** A change of a holding somebody wants: units above zero to buy, below to sell; 0 for exits alone. */
export interface Proposal {
  readonly product: ProductIndex
  readonly change: number
  readonly exits?: ExitOrder
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
  /** What rules before this one had already cut, in order. */
  readonly earlier: readonly Resized[]
  readonly [clearedBrand]: true
}

export interface Refused {
  readonly verdict: 'refused'
  readonly asked: Proposal
  readonly reason: RuleFigures
  readonly refusal: Refusal
  /** What rules before this one had already cut, in order. */
  readonly earlier: readonly Resized[]
}

export type RiskVerdict = Approved | Resized | Refused

/** What execution accepts: only risk can make one. */
export type Cleared = Approved | Resized

export function approve(proposal: Proposal): Approved {
  return { verdict: 'approved', proposal } as Approved
}

const NONE: readonly Resized[] = []

export function resize(asked: Proposal, change: number, reason: RuleFigures): Resized {
  return { verdict: 'resized', proposal: { ...asked, change }, asked, reason, earlier: NONE } as Resized
}

/** `refusal` where the reason has a name of its own; else it is told as the rule's. */
export function refuse(asked: Proposal, reason: RuleFigures, refusal?: Refusal): Refused {
  return { verdict: 'refused', asked, reason, refusal: refusal ?? { type: 'risk', ...reason }, earlier: NONE }
}
