// Language models trade: scripted ones on the providers' real addresses, set up by clicks alone.
import { expect, test } from './fixtures'
import { checkCosts, checkReasoning, checkTrades } from './model-checks'
import {
  DEEPSEEK_KEY,
  llmMatch,
  OPENAI_KEY,
  OPENAI_NODE,
  openAiTrades,
  pasteOpenAiKey,
  rowOf,
  waitForTradesOf,
} from './model-match'
import { AgentsPage } from './agents-page'
import { ModelsPage } from './models-page'
import { trader } from '../fixtures/models/script'
import { systemPromptOf } from '../fixtures/models/asked'
import { readNewestLog } from './stored-log'

const STRATEGIES = ['Momentum', 'Brainrot', 'Scalper']

/** More than the demo's quotes are apart, milliseconds of match time: between two of them its clock rests. */
const DEMO_STEP = 6000
/** Half a second of the clock at sixty times it: from a tick to the moment its agents have it. */
const HANDED_OVER = 30_000

test('one pasted key and a few clicks: three models trade, and the page agrees with the log', async ({
  arena,
  world,
}) => {
  test.setTimeout(150_000)
  openAiTrades(world)
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  await arena.page.getByRole('main').getByRole('button', { name: 'Start match', exact: true }).click()
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
  for (const agent of STRATEGIES) await waitForTradesOf(arena, agent, 1)
  for (const agent of STRATEGIES) expect((await rowOf(arena, agent))?.Agent).toContain(OPENAI_NODE)
  await expect(arena.activity).toContainText('Vibes are immaculate.')
  await arena.end()
  const log = await readNewestLog(arena.page)
  checkTrades(log, await arena.rows('Trade log'))
  await checkReasoning(arena, log)
  checkCosts(log, world, await arena.rows('Leaderboard'))
  const models = new Set(world.models.openai.calls.map(({ asked }) => asked.model))
  expect([...models]).toEqual(['gpt-5-nano'])
  expect(world.models.openai.calls[0]?.asked.body.reasoning_effort).toBe('low')
  expect(world.models.forbidden).toEqual([])
  expect(world.strangers).toEqual([])
})

test('two providers, set up one after the other without a reload, race in one match', async ({
  arena,
  world,
}) => {
  test.setTimeout(150_000)
  openAiTrades(world)
  world.models.deepseek.keys.add(DEEPSEEK_KEY)
  world.models.deepseek.script = (asked) => {
    return { thinking: 'Thinking it through.', ...trader('SOL-USD', 2, 'Value, quietly.')(asked) }
  }
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  const models = new ModelsPage(arena.page)
  await models.addNode({ Provider: 'DeepSeek', Name: 'Deep', 'API key': DEEPSEEK_KEY })
  expect((await models.rows()).map((row) => row['Base URL'])).toEqual([
    expect.stringContaining('https://api.openai.com/v1'),
    expect.stringContaining('https://api.deepseek.com'),
  ])
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.edit('Scalper', { Brain: 'Deep' })
  await expect(agents.row('Scalper')).toContainText('Deep')
  await llmMatch(arena, {})
  for (const agent of STRATEGIES) await waitForTradesOf(arena, agent, 2)
  expect((await rowOf(arena, 'Scalper'))?.Agent).toContain('Deep')
  await expect(arena.page.getByRole('main')).toContainText(/like-for-like/i)
  await arena.end()
  const log = await readNewestLog(arena.page)
  checkTrades(log, await arena.rows('Trade log'))
  await checkReasoning(arena, log)
  const { openai, deepseek } = world.models
  expect(deepseek.calls.length).toBeGreaterThan(3)
  expect(deepseek.calls.every(({ headers }) => headers.authorization === `Bearer ${DEEPSEEK_KEY}`)).toBe(true)
  expect(openai.calls.every(({ headers }) => headers.authorization === `Bearer ${OPENAI_KEY}`)).toBe(true)
  expect(world.models.forbidden).toEqual([])
  expect(world.strangers).toEqual([])
})

test("an agent's own prompt reaches the provider, and the viewer shows what was sent", async ({
  arena,
  world,
}) => {
  openAiTrades(world)
  const prompt = 'You are Oracle. <b>Only</b> ever trade BTC-USD.\n\nEnd with "Reasoning:".'
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.add({ Name: 'Oracle', Strategy: 'Own', 'System prompt': prompt, Brain: OPENAI_NODE })
  await expect(agents.row('Oracle')).toContainText(OPENAI_NODE)
  await llmMatch(arena, { agents: { Momentum: 0, Brainrot: 0, Scalper: 0 } })
  await waitForTradesOf(arena, 'Oracle', 1)
  const sent = world.models.openai.calls.filter(({ asked }) =>
    systemPromptOf(asked).includes('You are Oracle.'),
  )
  expect(sent.length).toBeGreaterThan(0)
  await expect(arena.page.getByRole('button', { name: 'View prompt' }).last()).toBeVisible()
  await arena.button('Pause').click()
  await arena.page.getByRole('button', { name: 'View prompt' }).last().click()
  const dialog = arena.page.getByRole('dialog')
  await expect(dialog).toContainText('You are Oracle.')
  const shown = squeezed(await dialog.innerText())
  const [first] = sent
  for (const message of first?.asked.messages ?? []) expect(shown).toContain(squeezed(message.content))
  expect(world.strangers).toEqual([])
})

test('a demo at sixty times the clock plays at the clock while a model thinks', async ({ arena, world }) => {
  openAiTrades(world)
  world.models.thinkingTime = 4000
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  await llmMatch(arena, { source: 'Demo market', seed: 'slow', speed: '60×', interval: '60' })
  for (const agent of STRATEGIES) await waitForTradesOf(arena, agent, 2)
  await arena.end()
  const log = await readNewestLog(arena.page)
  const inputs = log.steps.map(({ input }) => input)
  const tickTimes = new Map(
    inputs.flatMap((input) => (input.type === 'TickPublished' ? [[input.tick, input.time]] : [])),
  )
  const signals = inputs.flatMap((input) => (input.type === 'SignalSubmitted' ? [input] : []))
  expect(signals.length).toBeGreaterThanOrEqual(6)
  for (const { time, signal } of signals) {
    const thought = time - (tickTimes.get(signal.tick) ?? 0)
    // Two answers of four seconds came before; at sixty times the clock they would have cost eight minutes.
    expect(thought).toBeGreaterThan(signal.latency - DEMO_STEP)
    expect(thought).toBeLessThan(signal.latency + DEMO_STEP + HANDED_OVER)
  }
})

/** Markup decides about white space; the words and figures must be the very same. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
