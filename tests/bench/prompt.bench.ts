/**
 * How large a language model's prompt is, against the first arena's, and how much of it provider caches can
 * keep. Tokens are approximate (approximate-tokens); both sides are counted alike.
 *
 * Left out against the first arena: the product and the full time stamp in every row (each window names its
 * start), the comma and key overhead, volumes beyond three significant digits. Added: every price at its
 * product's own precision, the 24 h volume, freshness, and the account, which there took a call of its own.
 */
import { renderTick } from '../../src/lib/agents/chat/tick-prompt'
import type { ChatMessage } from '../../src/lib/llm/completion'
import { packSnapshot } from '../../src/lib/market/snapshot-codec'
import { approximateTokens } from './approximate-tokens'
import { type BenchRow, compared, percentile } from './bench-row'
import { DECISIONS, DemoTicks, PORTFOLIO, PRODUCTS, playChat, tokensOf } from './chat-match'
import { originalPrompt } from './original-prompt'

const SNAPSHOTS = 30
const LONG_RUN = 300
const HUNDRED = 100

function tickRows(): BenchRow[] {
  const market = new DemoTicks()
  const texts = Array.from({ length: SNAPSHOTS }, () => {
    const snapshot = market.next()
    const scene = {
      tick: snapshot.tick,
      matchTime: snapshot.time,
      snapshot: packSnapshot(snapshot),
      portfolio: PORTFOLIO,
    }
    return {
      ours: renderTick(scene, PRODUCTS),
      theirs: originalPrompt(snapshot, PRODUCTS, false),
      exact: originalPrompt(snapshot, PRODUCTS, true),
    }
  })
  const mean = (measure: (text: string) => number, side: 'ours' | 'theirs' | 'exact'): number =>
    texts.reduce((sum, text) => sum + measure(text[side]), 0) / texts.length
  const characters = (text: string): number => text.length
  const against = (name: string, unit: string, measure: (text: string) => number, side: 'theirs' | 'exact') =>
    compared({ name, unit, value: mean(measure, 'ours'), reference: mean(measure, side) })
  return [
    {
      ...against('a tick of 3 products', 'tokens', approximateTokens, 'theirs'),
      target: '≤ 0.6 of the first arena’s',
    },
    against('the same, were the first arena’s prices exact', 'tokens', approximateTokens, 'exact'),
    against('the same in characters', 'characters', characters, 'theirs'),
  ]
}

/** Of all tokens in these prompts, the part that the call before had sent already, message by message. */
function stableShare(
  openings: readonly (readonly ChatMessage[])[],
  prompts: readonly (readonly ChatMessage[])[],
): number {
  let stable = 0
  let all = 0
  for (const opening of openings) {
    const sent = prompts[prompts.indexOf(opening) - 1] ?? []
    const shared = opening.findIndex((message, at) => JSON.stringify(message) !== JSON.stringify(sent[at]))
    stable += tokensOf(opening.slice(0, shared))
    all += tokensOf(opening)
  }
  return (HUNDRED * stable) / all
}

async function conversationRows(ticks: number): Promise<BenchRow[]> {
  const { openings, prompts, building } = await playChat(ticks)
  const sizes = openings.map(tokensOf)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  const firsts = openings.map((opening) => prompts.find((sent) => sameOpening(sent, opening)) ?? opening)
  const bound = `bound ${DECISIONS.memoryTokens} and one tick`
  return [
    { name: `first prompt of a tick, mean over ${ticks} ticks`, value: mean, unit: 'tokens' },
    { name: `the same, largest`, value: Math.max(...sizes), unit: 'tokens', target: bound },
    { name: `stable prefix over ${ticks} ticks`, value: stableShare(firsts, prompts), unit: '%' },
    { name: `building a prompt, p50 over ${ticks} ticks`, value: percentile(building, 0.5), unit: 'ms' },
  ]
}

function sameOpening(sent: readonly ChatMessage[], opening: readonly ChatMessage[]): boolean {
  return sent.length === opening.length && sent.at(-1)?.content === opening.at(-1)?.content
}

export async function run(): Promise<BenchRow[]> {
  return [...tickRows(), ...(await conversationRows(SNAPSHOTS)), ...(await conversationRows(LONG_RUN))]
}
