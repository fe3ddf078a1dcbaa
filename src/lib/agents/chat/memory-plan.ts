import type { ChatMessage } from '../../llm/completion'
import type { ModelTurn } from '../decision'
import { type Layout, condensedMessages, isCondensedIn } from './opening'
import { type ChatTick, canBeWhole } from './past-tick'

/** Our prompts are mostly figures. Used for as long as no provider has told how many tokens they are. */
export const CHARACTERS_PER_TOKEN = 2
/** A cut goes down to this part of the bound at once, so that the prefix then stays for many ticks. */
const CUT_TO = 0.5
/** Of what a cut leaves, condensed ticks may take this part. */
const MOST_CONDENSED = 0.5

export interface PlanInputs {
  /** Oldest first, all before the present tick. */
  readonly past: readonly ChatTick[]
  readonly tick: number
  /** Ticks of other models are told condensed: their calls carry what only their provider understands. */
  readonly model: { readonly node: string; readonly modelId: string }
  readonly memoryTokens: number
  /** Characters of the system message. */
  readonly systemCharacters: number
  readonly whole: (past: ChatTick) => readonly ChatMessage[]
  /** From the last report of the provider; undefined while there was none. */
  readonly tokensPerCharacter: number | undefined
}

export interface Plan {
  readonly layout: Layout
  /** As the provider's last report has it, for the next plan; undefined while there was none. */
  readonly tokensPerCharacter: number | undefined
}

/**
 * What the next prompt tells of the past: what the last one told and the last tick besides; or, once that has
 * passed the bound, about half of it. Token counts are the provider's where it reported any.
 */
export function planLayout(inputs: PlanInputs): Plan {
  const last = inputs.past.at(-1)
  if (last === undefined)
    return { layout: nothing(inputs.tick), tokensPerCharacter: inputs.tokensPerCharacter }
  const layout = continuedLayout(inputs, last)
  const size = sizeOf(inputs, layout)
  const reported = sameLayout(layout, last.record.model) ? reportedTokens(last) : undefined
  const measured = reported === undefined ? inputs.tokensPerCharacter : reported / size
  const plan = { layout, tokensPerCharacter: measured }
  if (last.record.model.turns.some(overflowed)) {
    return { ...plan, layout: condenseAll(inputs, layout, measured) }
  }
  const tokens = size * perCharacter(measured)
  return tokens <= inputs.memoryTokens ? plan : { ...plan, layout: cutLayout(inputs, layout, measured) }
}

/**
 * A shorter past after the provider refused the prompt as too long: whole ticks condensed, or where there are
 * none, nothing. Undefined when nothing is left to leave out.
 */
export function trimLayout(inputs: PlanInputs, layout: Layout): Layout | undefined {
  const isTold = ({ record }: ChatTick, from: number): boolean => record.tick >= from
  if (inputs.past.some((one) => isTold(one, layout.wholeFrom)))
    return condenseAll(inputs, layout, inputs.tokensPerCharacter)
  return inputs.past.some((one) => isTold(one, layout.condensedFrom)) ? nothing(inputs.tick) : undefined
}

/** Goes on where the last prompt stood, as far as what it told is still known. */
function continuedLayout({ past, tick, model }: PlanInputs, last: ChatTick): Layout {
  const split = past.findLast(({ record, ...one }) => {
    const { node, modelId } = record.model
    return node !== model.node || modelId !== model.modelId || !canBeWhole({ record, ...one })
  })
  const firstWhole = past.find(({ record }) => record.tick > (split?.record.tick ?? -1))?.record.tick ?? tick
  const firstKnown = past[0]?.record.tick ?? tick
  return {
    condensedFrom: Math.max(last.record.model.condensedFrom, firstKnown),
    wholeFrom: Math.max(last.record.model.wholeFrom, firstWhole),
  }
}

function cutLayout(inputs: PlanInputs, layout: Layout, measured: number | undefined): Layout {
  const room = roomAfterCut(inputs, measured)
  const sizes = inputs.past.map((one) => ({
    tick: one.record.tick,
    size: charactersOf(inputs.whole(one)),
  }))
  const starts = [...sizes.map(({ tick }) => tick).filter((tick) => tick >= layout.wholeFrom), inputs.tick]
  for (const wholeFrom of starts) {
    const whole = sizes.reduce((sum, { tick, size }) => (tick >= wholeFrom ? sum + size : sum), 0)
    const older = inputs.past.filter(isCondensedIn({ ...layout, wholeFrom }))
    const condensed = Math.min(charactersOf(condensedMessages(older)), room * MOST_CONDENSED)
    if (whole + condensed <= room) {
      return { wholeFrom, condensedFrom: condensedStart(older, condensed, wholeFrom) }
    }
  }
  return nothing(inputs.tick)
}

function condenseAll(inputs: PlanInputs, layout: Layout, measured: number | undefined): Layout {
  const older = inputs.past.filter(isCondensedIn({ ...layout, wholeFrom: inputs.tick }))
  const room = roomAfterCut(inputs, measured) * MOST_CONDENSED
  return { wholeFrom: inputs.tick, condensedFrom: condensedStart(older, room, inputs.tick) }
}

/** The oldest tick from which on all condensed lines fit; `otherwise` when not even the newest does. */
function condensedStart(older: readonly ChatTick[], room: number, otherwise: number): number {
  const fitting = older.findIndex((_, at) => charactersOf(condensedMessages(older.slice(at))) <= room)
  return older[fitting]?.record.tick ?? otherwise
}

function roomAfterCut({ memoryTokens, systemCharacters }: PlanInputs, measured: number | undefined): number {
  return Math.max(0, (memoryTokens * CUT_TO) / perCharacter(measured) - systemCharacters)
}

function perCharacter(measured: number | undefined): number {
  return measured ?? 1 / CHARACTERS_PER_TOKEN
}

function sizeOf({ past, systemCharacters, whole }: PlanInputs, layout: Layout): number {
  const condensed = condensedMessages(past.filter(isCondensedIn(layout)))
  const recent = past.filter(({ record }) => record.tick >= layout.wholeFrom).flatMap(whole)
  return systemCharacters + charactersOf([...condensed, ...recent])
}

/** Tokens of the conversation up to the end of this tick; undefined when its provider reported none. */
function reportedTokens({ record }: ChatTick): number | undefined {
  const turn = record.model.turns.findLast(({ usage }) => usage.input > 0 && !usage.estimated)
  return turn === undefined ? undefined : turn.usage.input + turn.usage.output - turn.usage.reasoning
}

export function charactersOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => {
    const calls = message.role === 'assistant' ? message.calls : []
    const written = calls.reduce((total, call) => total + call.name.length + call.arguments.length, 0)
    return sum + message.content.length + written
  }, 0)
}

function overflowed(turn: ModelTurn): boolean {
  return turn.ending === 'context-overflow'
}

function sameLayout(a: Layout, b: Layout): boolean {
  return a.condensedFrom === b.condensedFrom && a.wholeFrom === b.wholeFrom
}

function nothing(tick: number): Layout {
  return { condensedFrom: tick, wholeFrom: tick }
}
