// A language model is led through stored bars: asked only once its cost was agreed to, paid for by one's own key, and
// its run verified like any other.
import { gunzipSync } from 'node:zlib'
import { expect, test } from './fixtures'
import { LabPage } from './lab-page'
import { costOfCalls, dollarsIn, OPENAI_PRICES } from './model-figures'
import { OPENAI_KEY, OPENAI_NODE, pasteOpenAiKey } from './model-match'
import { keptInDatabases, placesWith, shownBy } from './traces'
import { closing, trade, turnOf } from '../fixtures/models/script'

const PROMPT = 'Your philosophy: buy a little at every tick.'

test('without a key it is said where to get one', async ({ page }) => {
  const lab = new LabPage(page)
  await lab.open()
  const strategies = page.getByLabel('Strategy', { exact: true })
  await expect(strategies.getByRole('group', { name: 'Language models' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Models', exact: true }).last().click()
  await expect(page).toHaveURL(/#\/models$/)
})

test('its cost is agreed to first; then it trades at the next opens, verifies, and can be stopped', async ({
  arena,
  world,
  page,
}) => {
  test.setTimeout(180_000)
  world.models.openai.keys.add(OPENAI_KEY)
  world.models.openai.script = (asked) =>
    turnOf(asked) === 0
      ? { calls: [trade('buy', 'BTC-USD', '0.01')] }
      : { words: closing('Bought 0.01 BTC.', 'It was time.') }
  await arena.open()
  await pasteOpenAiKey(page, OPENAI_KEY)
  const { calls } = world.models.openai
  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  const lab = new LabPage(page)
  await expect(lab.button('Run backtest')).toBeEnabled({ timeout: 30_000 })

  await test.step('the form asks for a prompt, and what it would cost is said before anybody is asked', async () => {
    const strategies = page.getByLabel('Strategy', { exact: true })
    const node = strategies.getByRole('option').filter({ hasText: OPENAI_NODE })
    await strategies.selectOption((await node.getAttribute('value')) ?? '')
    const last = await page.getByLabel('To', { exact: true }).inputValue()
    await page.getByLabel('From', { exact: true }).fill(last)
    await lab.button('Run backtest').click()
    await expect(page.getByText('Write a prompt, or begin with one of the house.')).toBeVisible()
    await lab.button('Scalper').click()
    await expect(page.getByLabel('Prompt', { exact: true })).toHaveValue(/scalping/)
    await page.getByLabel('Prompt', { exact: true }).fill(PROMPT)
    await page.getByLabel('Decides every (minutes)').fill('120')
    await page.getByLabel('Spend at most ($)').fill('0.25')
    const before = calls.length
    await lab.button('Run backtest').click()
    await expect(lab.status('Estimate')).toContainText(
      /About 10 decisions, [\d.]+K tokens, \$0\.\d+; at most \$0\.\d+\./,
    )
    await lab.button('Cancel').click()
    await expect(lab.status('Estimate')).toBeHidden()
    expect(calls.length).toBe(before)
  })

  await test.step('it decides, trades and costs what the provider counted', async () => {
    const before = calls.length
    await lab.button('Run backtest').click()
    await lab.button('Run and spend').click()
    await expect(lab.table('Statistics')).toBeVisible({ timeout: 90_000 })
    const made = calls.slice(before)
    expect(made).toHaveLength(20)
    expect(made.every(({ headers }) => headers.authorization === `Bearer ${OPENAI_KEY}`)).toBe(true)
    const told = page.getByText(/decided 10 times; its calls cost \$[\d.]+/)
    const difference = Number(
      (dollarsIn((await told.textContent()) ?? '') ?? 0n) - costOfCalls(made, OPENAI_PRICES),
    )
    expect(Math.abs(difference) / 1e18).toBeLessThan(0.0001)
    await expect(page.getByText('The model may know this period from its training.')).toBeVisible()
    await lab.verify()
    const file = await lab.export('Result (JSON)')
    const text = gunzipSync(file.bytes).toString('utf8')
    const found = new Map([
      ['the file', text],
      ['the page', await shownBy(page)],
      ['the databases', await keptInDatabases(page)],
    ])
    expect(text).toContain(PROMPT)
    expect(placesWith(OPENAI_KEY, found)).toEqual([])
    expect(text).not.toContain('api.openai.com')
  })

  await test.step('stopped, it shows what was lived until then', async () => {
    world.models.thinkingTime = 1000
    const before = calls.length
    await lab.button('Run backtest').click()
    await lab.button('Run and spend').click()
    await expect.poll(() => calls.length, { timeout: 30_000 }).toBeGreaterThan(before + 4)
    await lab.button('Stop').click()
    await expect(page.getByText(/You stopped it after \d of 10 decisions/)).toBeVisible()
    await lab.verify()
  })
  expect(world.strangers).toEqual([])
})
