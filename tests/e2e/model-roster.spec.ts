// The roster while a match runs, and what a person may get wrong with agents and nodes.
import { AgentsPage } from './agents-page'
import { expect, test } from './fixtures'
import {
  llmMatch,
  OPENAI_KEY,
  OPENAI_NODE,
  openAiTrades,
  pasteOpenAiKey,
  rowOf,
  tradesOf,
  waitForTradesOf,
} from './model-match'
import { ModelsPage } from './models-page'
import { readNewestLog } from './stored-log'

test('agents are added, benched and moved in a running match, as commands of its log', async ({
  arena,
  world,
}) => {
  test.setTimeout(180_000)
  openAiTrades(world)
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.edit('Scalper', { Brain: 'House rules' })
  await llmMatch(arena, {})
  await waitForTradesOf(arena, 'Momentum', 1)
  await agents.open()
  await agents.benchNow('Momentum')
  await agents.edit('Scalper', { Brain: OPENAI_NODE })
  await agents.applyNow('Scalper')
  await agents.add({ Name: 'Latecomer', Strategy: 'Default', Brain: OPENAI_NODE })
  await agents.applyNow('Latecomer')
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
  await waitForTradesOf(arena, 'Latecomer', 1)
  await expect.poll(async () => (await rowOf(arena, 'Scalper'))?.Agent).toContain(OPENAI_NODE)
  await expect.poll(async () => (await rowOf(arena, 'Momentum'))?.Agent).toMatch(/benched/i)
  const benched = await tradesOf(arena, 'Momentum')
  await waitForTradesOf(arena, 'Latecomer', (await tradesOf(arena, 'Latecomer')) + 2)
  expect(await tradesOf(arena, 'Momentum')).toBe(benched)
  await arena.end()
  const { steps } = await readNewestLog(arena.page)
  const commands = steps.flatMap(({ input }) => (input.type === 'CommandIssued' ? [input.command.kind] : []))
  expect(commands).toEqual(expect.arrayContaining(['bench', 'reassign', 'add-run', 'end']))
})

test('a node that is wrong in a field gets a sentence beside it, and is not made', async ({
  arena,
  world,
}) => {
  await arena.open()
  const models = new ModelsPage(arena.page)
  await models.open()
  const cases = [
    ['Name', '', 'Fine'],
    ['Base URL', 'http://example.com/v1', 'https://api.openai.com/v1'],
    ['Base URL', 'no address', 'https://api.openai.com/v1'],
    ['Base URL', 'https://user:pass@api.openai.com/v1', 'https://api.openai.com/v1'],
    ['Model id', '', 'gpt-5-nano'],
    ['Max concurrent calls', '0', '10'],
    ['Input price', '-1', '1'],
    ['Budget per match', 'plenty', '1'],
  ] as const
  await models.openForm()
  await models.fill({ Name: 'Fine' })
  for (const [label, bad, good] of cases) {
    await models.field(label).fill(bad)
    await models.save()
    await expect(models.field(label), `${label} = ${bad}`).toHaveAttribute('aria-invalid', 'true')
    await expect(models.nodes.getByRole('row').filter({ hasText: 'Fine' })).toHaveCount(0)
    await models.field(label).fill(good)
  }
  await models.save()
  await expect(models.row('Fine')).toBeVisible()
  await models.openForm()
  await models.fill({ Name: 'Fine' })
  await models.save()
  await expect(models.field('Name')).toHaveAttribute('aria-invalid', 'true')
  expect(world.models.providers.flatMap(({ calls }) => calls)).toEqual([])
})

test('a node in use is not deleted, and the sentence names who uses it', async ({ arena, world }) => {
  openAiTrades(world)
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  const models = new ModelsPage(arena.page)
  await models.delete(OPENAI_NODE)
  await expect(models.main).toContainText(/Momentum/)
  await expect(models.row(OPENAI_NODE)).toBeVisible()
})

test('an agent that is wrong gets a sentence, and a roster that is none is refused', async ({
  arena,
  world,
}) => {
  await arena.open()
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.button('Add agent').click()
  await agents.fill({ Name: 'Momentum' })
  await agents.save()
  await expect(agents.field('Name')).toHaveAttribute('aria-invalid', 'true')
  await agents.fill({ Name: 'Wordy', Strategy: 'Own', 'System prompt': 'x'.repeat(1_000_000) })
  await agents.save()
  await expect(agents.field('System prompt')).toHaveAttribute('aria-invalid', 'true')
  for (const [file, sentence] of [
    ['{"not": "a roster"}', /roster/i],
    ['not even JSON', /JSON|read/i],
  ] as const) {
    await agents.importFile(file)
    await expect(agents.main).toContainText(sentence)
  }
  expect(world.strangers).toEqual([])
})

test('the pages Agents and Models can be opened by their addresses', async ({ arena, world }) => {
  openAiTrades(world)
  await arena.page.goto('./#/agents')
  await expect(new AgentsPage(arena.page).row('Momentum')).toBeVisible()
  await expect(new AgentsPage(arena.page).button('Add agent')).toBeEnabled()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  await arena.page.goto('about:blank')
  await arena.page.goto('./#/models')
  await expect(new ModelsPage(arena.page).row(OPENAI_NODE)).toContainText('No key')
})
