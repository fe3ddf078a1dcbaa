// Keys and budgets come and go while a match of models runs: agents wait and say so, the others go on.
import { expect, test } from './fixtures'
import {
  DEEPSEEK_KEY,
  llmMatch,
  OPENAI_KEY,
  OPENAI_NODE,
  openAiTrades,
  pasteOpenAiKey,
  THREE_TRADERS,
  tradesOf,
  waitForTradesOf,
} from './model-match'
import type { ArenaPage } from './arena-page'
import { AgentsPage } from './agents-page'
import { ModelsPage } from './models-page'
import { killWorker, workersNamed } from './worker-names'
import type { World } from './world/world'

const PASSPHRASE = 'correct horse battery'

const card = (arena: ArenaPage, agent: string) =>
  arena.table('Leaderboard').getByRole('row').filter({ hasText: agent })

/** Momentum and Brainrot by OpenAI, Scalper by house rules; running, each has traded. */
async function mixedMatch(arena: ArenaPage, world: World): Promise<void> {
  openAiTrades(world)
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.edit('Scalper', { Brain: 'House rules' })
  await llmMatch(arena, {})
  await waitForTradesOf(arena, 'Momentum', 1)
  await waitForTradesOf(arena, 'Scalper', 1)
}

async function goesOn(arena: ArenaPage, agent: string): Promise<void> {
  await waitForTradesOf(arena, agent, (await tradesOf(arena, agent)) + 1)
}

test('a key forgotten, lost with its worker or by a reload: its agents wait and say so, the others go on', async ({
  arena,
  world,
}) => {
  test.setTimeout(180_000)
  await mixedMatch(arena, world)
  await test.step('forgotten', () => forgetAndGiveAgain(arena, world))
  await test.step('its worker is killed', async () => {
    await killWorker(arena.page, 'llm')
    await expect(card(arena, 'Momentum')).toContainText('Waiting for key', { timeout: 45_000 })
    await goesOn(arena, 'Scalper')
    await expect.poll(async () => (await workersNamed(arena.page, 'llm')).length, { timeout: 30_000 }).toBe(1)
    await pasteOpenAiKeyAgain(arena)
    await goesOn(arena, 'Momentum')
  })
  await test.step('a reload', async () => {
    await arena.page.reload()
    await expect(card(arena, 'Momentum')).toContainText('Waiting for key', { timeout: 45_000 })
    await goesOn(arena, 'Scalper')
    await pasteOpenAiKeyAgain(arena)
    await goesOn(arena, 'Momentum')
  })
})

async function forgetAndGiveAgain(arena: ArenaPage, world: World): Promise<void> {
  const models = new ModelsPage(arena.page)
  await models.open()
  await models
    .row(OPENAI_NODE)
    .getByRole('button', { name: /^Forget key/ })
    .click()
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
  await expect(card(arena, 'Momentum')).toContainText('Waiting for key', { timeout: 30_000 })
  const calls = world.models.openai.calls.length
  const held = await tradesOf(arena, 'Momentum')
  await goesOn(arena, 'Scalper')
  expect(await tradesOf(arena, 'Momentum')).toBe(held)
  expect(world.models.openai.calls).toHaveLength(calls)
  await models.open()
  await models.edit(OPENAI_NODE, { 'API key': OPENAI_KEY })
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
  await goesOn(arena, 'Momentum')
  await expect(card(arena, 'Momentum')).not.toContainText('Waiting for key')
}

test('a remembered key comes back by its passphrase alone', async ({ arena, world }) => {
  test.setTimeout(180_000)
  await mixedMatch(arena, world)
  const models = new ModelsPage(arena.page)
  await models.open()
  await models.remember(PASSPHRASE)
  await expect(models.row(OPENAI_NODE)).toContainText(/remembered/i)
  await arena.page.reload()
  await models.open()
  await models.unlock('not the passphrase')
  await expect(models.keysAnswer).toContainText(/passphrase/i)
  await expect(models.row(OPENAI_NODE)).not.toContainText(/remembered/i)
  await models.unlock(PASSPHRASE)
  await expect(models.row(OPENAI_NODE)).toContainText(/remembered/i)
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
  await goesOn(arena, 'Momentum')
})

test('at the spend cap agents stop calling and say so; a higher cap lets them go on', async ({
  arena,
  world,
}) => {
  test.setTimeout(180_000)
  openAiTrades(world)
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  const models = new ModelsPage(arena.page)
  await models.open()
  // Dear enough for a cap of cents to be met within a few decisions.
  await models.edit(OPENAI_NODE, { 'Input price': '10', 'Cached input price': '10', 'Output price': '20' })
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.edit('Scalper', { Brain: 'House rules' })
  await llmMatch(arena, { spendCap: '0.40' })
  await expect(card(arena, 'Momentum')).toContainText('At its spend cap', { timeout: 60_000 })
  await expect(card(arena, 'Brainrot')).toContainText('At its spend cap', { timeout: 60_000 })
  const calls = world.models.openai.calls.length
  await goesOn(arena, 'Scalper')
  expect(world.models.openai.calls).toHaveLength(calls)
  // The notice has such a button too.
  const spend = arena.page.getByRole('group', { name: 'Model spend' })
  await spend.getByRole('button', { name: 'Change cap' }).click()
  await arena.page.getByLabel('Spend cap', { exact: true }).fill('50')
  await arena.page.getByRole('main').getByRole('button', { name: 'Save', exact: true }).click()
  await goesOn(arena, 'Momentum')
})

test('two providers hold their keys apart: forgetting one leaves the other', async ({ arena, world }) => {
  openAiTrades(world)
  world.models.deepseek.keys.add(DEEPSEEK_KEY)
  world.models.deepseek.script = THREE_TRADERS
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  const tried = world.models.openai.calls.length
  const models = new ModelsPage(arena.page)
  await models.addNode({ Provider: 'DeepSeek', Name: 'Deep', 'API key': DEEPSEEK_KEY })
  await models
    .row(OPENAI_NODE)
    .getByRole('button', { name: /^Forget key/ })
    .click()
  await models.row('Deep').getByRole('button', { name: /^Test/ }).click()
  await expect.poll(() => world.models.deepseek.calls.length).toBeGreaterThan(0)
  expect(world.models.openai.calls).toHaveLength(tried)
  const sent = world.models.deepseek.calls.map(({ headers }) => headers.authorization)
  expect(sent.every((header) => header === `Bearer ${DEEPSEEK_KEY}`)).toBe(true)
})

test('a key that was typed for one provider goes to no other', async ({ arena, world }) => {
  world.models.deepseek.keys.add(DEEPSEEK_KEY)
  await arena.open()
  const models = new ModelsPage(arena.page)
  await models.open()
  await models.openForm()
  await models.fill({ Name: '', 'API key': OPENAI_KEY })
  await models.save()
  await expect(models.field('Name')).toHaveAttribute('aria-invalid', 'true')
  await expect(models.field('API key')).toHaveValue(OPENAI_KEY)
  await models.fill({ Provider: 'DeepSeek' })
  await expect(models.field('API key')).toHaveValue('')
  await expect(models.main).toContainText('the key field was emptied')
  await models.fill({ Name: 'Deep' })
  await models.save()
  await expect(models.row('Deep')).toContainText('No key')
  await models.edit('Deep', { 'API key': DEEPSEEK_KEY })
  await expect(models.row('Deep')).toContainText('In memory')
  await models.row('Deep').getByRole('button', { name: /^Test/ }).click()
  await expect.poll(() => world.models.deepseek.calls.length).toBeGreaterThan(0)
  const sent = world.models.providers.flatMap(({ calls }) =>
    calls.map(({ headers }) => headers.authorization),
  )
  expect(new Set(sent)).toEqual(new Set([`Bearer ${DEEPSEEK_KEY}`]))
})

async function pasteOpenAiKeyAgain(arena: ArenaPage): Promise<void> {
  const models = new ModelsPage(arena.page)
  await models.open()
  await models.edit(OPENAI_NODE, { 'API key': OPENAI_KEY })
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
}
