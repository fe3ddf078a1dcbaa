// What the tests of language models have in common: a key pasted, a match of models started.
import { expect, type Page } from '@playwright/test'
import type { ArenaPage, MatchChoices, TableRow } from './arena-page'
import { ModelsPage } from './models-page'
import type { World } from './world/world'
import { type ModelScript, trader } from '../fixtures/models/script'
import { systemPromptOf } from '../fixtures/models/asked'

export const OPENAI_KEY = 'sk-test-openai-0123456789'
export const DEEPSEEK_KEY = 'sk-test-deepseek-0123456789'

/** The name of the node that quick start makes. */
export const OPENAI_NODE = 'OpenAI'

/** The page's own quick start, up to its "Start match", which is left to the caller. */
export async function pasteOpenAiKey(page: Page, key: string): Promise<void> {
  const models = new ModelsPage(page)
  await models.open()
  const panel = page.getByRole('region', { name: 'Quick start' })
  await panel.getByLabel('OpenAI key', { exact: true }).fill(key)
  await panel.getByRole('button', { name: 'Use this key', exact: true }).click()
  await expect(models.row(OPENAI_NODE)).toBeVisible()
  // The page tries the key once; what it says then is its last word.
  await expect(panel.getByRole('status', { name: 'Quick start' })).toHaveText(/\S.*[^…\s]\s*$/, {
    timeout: 45_000,
  })
}

/** A match of the saved roster, by the dialog, quick enough for a test. */
export async function llmMatch(arena: ArenaPage, choices: MatchChoices): Promise<void> {
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
  await arena.startMatch({ interval: '4', rules: 'Classic', ...choices })
}

/** Each strategy its own product, told apart by what its prompt is about. */
export const THREE_TRADERS: ModelScript = (asked) => {
  const prompt = systemPromptOf(asked)
  if (/philosophy: momentum/i.test(prompt)) return trader('SOL-USD', 1.5, 'The trend is up.')(asked)
  if (/philosophy: brainrot/i.test(prompt))
    return trader('FARTCOIN-USD', 1200, 'Vibes are immaculate.')(asked)
  return trader('BTC-USD', 0.01, 'A quick profit is near.')(asked)
}

export function openAiTrades(world: World): void {
  world.models.openai.keys.add(OPENAI_KEY)
  world.models.openai.script = THREE_TRADERS
}

export async function rowOf(arena: ArenaPage, agent: string): Promise<TableRow | undefined> {
  return (await arena.rows('Leaderboard')).find((row) => (row.Agent ?? '').includes(agent))
}

/** How many trades an agent has made. */
export async function tradesOf(arena: ArenaPage, agent: string): Promise<number> {
  return Number((await rowOf(arena, agent))?.Trades ?? 0)
}

export async function waitForTradesOf(arena: ArenaPage, agent: string, atLeast: number): Promise<void> {
  await expect.poll(() => tradesOf(arena, agent), { timeout: 45_000 }).toBeGreaterThanOrEqual(atLeast)
}
