import { systemMessage } from '../../agents/chat/arena-manual'
import { CHARACTERS_PER_TOKEN } from '../../agents/chat/memory-plan'
import { renderTick } from '../../agents/chat/tick-prompt'
import { arenaTools } from '../../agents/tools/arena-tools'
import { runIndex } from '../../engine/events'
import { effectiveDecisions } from '../../match/decision-budget'
import { ForkTape } from '../fork/fork-tape'
import type { HistoryTape } from './history-tape'

/** About how many tokens the parts of the first decision's prompt are. */
export interface PromptSize {
  /** System message and tools: what every call begins with. */
  readonly systemTokens: number
  /** The tick in words: quotes, candles, account. */
  readonly tickTokens: number
}

/** Measured on the very words that the first decision would be asked with. */
export function firstPromptSize(history: HistoryTape, prompt: string): PromptSize {
  const { config } = history.match
  const decisions = effectiveDecisions(config)
  const tape = new ForkTape(history, runIndex(0), 1)
  tape.toFork()
  const open = tape.nextTick()
  const { products } = config
  const system = decisions === undefined ? prompt : systemMessage(prompt, decisions, products, true)
  const tools = JSON.stringify(arenaTools(products, true).describe())
  const tick =
    open === undefined ? '' : renderTick({ ...open.scene, tick: open.tick, matchTime: open.time }, products)
  return { systemTokens: tokensOf(system + tools), tickTokens: tokensOf(tick) }
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN)
}
