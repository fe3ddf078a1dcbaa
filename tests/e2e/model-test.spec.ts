// "Test" of a chat node: every provider whose strictness the world plays is reached, and trouble is told in words.
import { expect, test } from './fixtures'
import { ModelsPage } from './models-page'
import { PROVIDER_FAULTS } from '../fixtures/models/provider-faults'
import { call, type ModelScript, turnOf } from '../fixtures/models/script'
import type { World } from './world/world'

const KEY = 'sk-test-any-0123456789'
const PROVIDERS = [
  ['OpenAI', 'openai'],
  ['DeepSeek', 'deepseek'],
  ['OpenRouter', 'openrouter'],
  ['Anthropic', 'anthropic'],
] as const

/** Calls the first tool it is given. */
const OBLIGING: ModelScript = (asked) => {
  return turnOf(asked) === 0 ? { calls: [call(asked.tools[0] ?? '', { number: 42 })] } : { words: 'Done.' }
}

function oblige(world: World): void {
  for (const provider of world.models.providers) {
    provider.keys.add(KEY)
    provider.script = OBLIGING
  }
}

test('a node of each provider can be tested, past its CORS rules', async ({ arena, world }) => {
  oblige(world)
  await arena.open()
  const models = new ModelsPage(arena.page)
  await models.open()
  for (const [title, host] of PROVIDERS) {
    await models.addNode({ Provider: title, Name: `My ${title}`, 'API key': KEY })
    await models.row(`My ${title}`).getByRole('button', { name: 'Test' }).click()
    await expect(models.testReport).toContainText(`My ${title} can trade.`)
    for (const finding of ['The key is accepted.', 'The model calls tools.', 'The answer streams in.']) {
      await expect(models.testReport).toContainText(finding)
    }
    expect(world.models[host].calls.length).toBeGreaterThan(0)
  }
  expect(world.models.forbidden).toEqual([])
  expect(world.strangers).toEqual([])
})

test('what is wrong with a node is told in words', async ({ arena, world }) => {
  oblige(world)
  const { openai } = world.models
  await arena.open()
  const models = new ModelsPage(arena.page)
  await models.open()
  await models.addNode({ Provider: 'OpenAI', Name: 'Mine', 'API key': 'sk-wrong-key' })
  const says = async (sentence: RegExp): Promise<void> => {
    await models.row('Mine').getByRole('button', { name: 'Test' }).click()
    await expect(models.testReport).toContainText('Mine cannot trade as it is.', { timeout: 45_000 })
    await expect(models.testReport).toContainText(sentence)
    await expect(models.testReport).not.toContainText('sk-wrong')
  }
  await says(/does not accept the key/)
  await models.edit('Mine', { 'API key': KEY })
  openai.fault = PROVIDER_FAULTS['404']
  await says(/knows no model/)
  openai.fault = PROVIDER_FAULTS['402']
  await says(/credit/)
  openai.fault = undefined
  openai.script = () => ({ words: 'I would rather talk.' })
  await says(/called no tool/)
  openai.script = OBLIGING
  world.models.withoutCors = true
  await says(/could not be reached|reach/)
})
