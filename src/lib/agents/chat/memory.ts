import type { ProductSpec } from '../../core/product'
import type { ChatMessage } from '../../llm/completion'
import type { AgentTick, PastTick } from '../../match/ports'
import type { DecisionRecord } from '../decision'
import { type PlanInputs, planLayout, trimLayout } from './memory-plan'
import { type Layout, type Opening, openingOf } from './opening'
import { type ChatTick, isChatTick, wholeTick } from './past-tick'
import type { TickScene } from './tick-prompt'

export interface MemorySetting {
  /** The system message as sent. */
  readonly system: string
  readonly products: readonly ProductSpec[]
  /** Who decides now. */
  readonly model: { readonly node: string; readonly modelId: string }
  /** Prompt tokens past which older ticks are condensed. */
  readonly memoryTokens: number
}

/**
 * One agent's conversation across ticks, rebuilt for each from what it saw, said and did. It keeps no more
 * than the next prompt may tell.
 */
export class ChatMemory {
  #past: readonly ChatTick[]
  #tokensPerCharacter: number | undefined
  readonly #rendered = new WeakMap<ChatTick, readonly ChatMessage[]>()

  /** `history`: oldest first. */
  constructor(
    private readonly setting: MemorySetting,
    history: readonly PastTick[],
  ) {
    this.#past = history.filter(isChatTick)
  }

  /** The conversation a decision on this tick begins with. */
  open(scene: TickScene): Opening {
    const { layout, tokensPerCharacter } = planLayout(this.#inputs(scene.tick))
    this.#tokensPerCharacter = tokensPerCharacter
    return this.#opening(scene, layout)
  }

  /** The same, shorter, after the provider refused `tooLong`; undefined when it cannot be. */
  reopen(scene: TickScene, tooLong: Opening): Opening | undefined {
    const layout = trimLayout(this.#inputs(scene.tick), tooLong.layout)
    return layout === undefined ? undefined : this.#opening(scene, layout)
  }

  /** Takes a decision that is over, with what it saw. */
  remember({ snapshot, portfolio }: AgentTick, record: DecisionRecord): void {
    const past: PastTick = { record, scene: { snapshot, portfolio } }
    if (!isChatTick(past)) return
    const { condensedFrom, wholeFrom } = past.record.model
    const kept = this.#past.filter((one) => one.record.tick >= condensedFrom)
    const light = kept.map((one) => (one.record.tick < wholeFrom ? { record: one.record } : one))
    this.#past = [...light, past]
  }

  /** A decision that the match did not take over: for the match it never was. */
  forget(tick: number): void {
    this.#past = this.#past.filter(({ record }) => record.tick !== tick)
  }

  #inputs(tick: number): PlanInputs {
    const { model, memoryTokens, system } = this.setting
    return {
      past: this.#past,
      tick,
      model,
      memoryTokens,
      systemCharacters: system.length,
      whole: this.#whole,
      tokensPerCharacter: this.#tokensPerCharacter,
    }
  }

  #opening(scene: TickScene, layout: Layout): Opening {
    const { system, products } = this.setting
    return openingOf({ system, products, past: this.#past, layout, scene, whole: this.#whole })
  }

  readonly #whole = (past: ChatTick): readonly ChatMessage[] => {
    const messages = this.#rendered.get(past) ?? wholeTick(past, this.setting.products)
    this.#rendered.set(past, messages)
    return messages
  }
}
