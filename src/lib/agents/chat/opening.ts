import type { ProductSpec } from '../../core/product'
import { valueHash } from '../../core/value-hash'
import type { ChatMessage } from '../../llm/completion'
import type { DecisionModel } from '../decision'
import { type ChatTick, condensedTick } from './past-tick'
import { type TickScene, renderTick } from './tick-prompt'

/** Which earlier ticks a prompt tells, by number: whole from one on, condensed from another, none before. */
export type Layout = Pick<DecisionModel, 'condensedFrom' | 'wholeFrom'>

/** The messages a decision begins with, and where they were cut. */
export interface Opening {
  readonly layout: Layout
  readonly messages: readonly ChatMessage[]
  /** SHA-256 of the messages' canonical JSON, hex. */
  readonly hash: string
}

export interface OpeningParts {
  readonly system: string
  /** Oldest first; only ticks before the present one are told. */
  readonly past: readonly ChatTick[]
  readonly layout: Layout
  readonly scene: TickScene
  readonly products: readonly ProductSpec[]
  readonly whole: (past: ChatTick) => readonly ChatMessage[]
}

const CONDENSED_HEAD =
  'Your earlier ticks, condensed, oldest first: what the arena told you of your trades, then your own words.'

/**
 * The conversation at the start of a decision, what changes least first: the system message, one message of
 * condensed ticks, the recent ticks whole, the present tick.
 */
export function openingOf({ system, past, layout, scene, products, whole }: OpeningParts): Opening {
  const before = past.filter(({ record }) => record.tick < scene.tick)
  const messages: readonly ChatMessage[] = [
    { role: 'system', content: system },
    ...condensedMessages(before.filter(isCondensedIn(layout))),
    ...before.filter(({ record }) => record.tick >= layout.wholeFrom).flatMap(whole),
    { role: 'user', content: renderTick(scene, products) },
  ]
  return { layout, messages, hash: valueHash(messages) }
}

/** One message of all condensed ticks; none when there are none. */
export function condensedMessages(ticks: readonly ChatTick[]): readonly ChatMessage[] {
  if (ticks.length === 0) return []
  return [{ role: 'user', content: [CONDENSED_HEAD, ...ticks.map(condensedTick)].join('\n') }]
}

export function isCondensedIn({ condensedFrom, wholeFrom }: Layout): (past: ChatTick) => boolean {
  return ({ record }) => record.tick >= condensedFrom && record.tick < wholeFrom
}
