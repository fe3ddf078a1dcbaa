// What an agent risks, and what a trade would make of it, as a person finds it on the Arena page.
import AxeBuilder from '@axe-core/playwright'
import type { Locator } from '@playwright/test'
import type { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'
import { RiskPage } from './risk-page'

const DEMO = { source: 'Demo market', seed: 'risk', speed: '60×', interval: '2' } as const

/** An agent that holds something, and what. */
async function investor(arena: ArenaPage): Promise<{ readonly agent: string; readonly product: string }> {
  await expect
    .poll(async () => (await arena.rows('Positions')).length, { timeout: 45_000 })
    .toBeGreaterThan(0)
  const [row] = await arena.rows('Positions')
  return { agent: /Momentum|Brainrot|Scalper/.exec(row?.Agent ?? '')?.[0] ?? '', product: row?.Product ?? '' }
}

async function sellALittle(dialog: Locator, product: string): Promise<void> {
  await dialog.getByRole('button', { name: 'Sell' }).click()
  await dialog.getByLabel('Product', { exact: true }).selectOption(product)
  await dialog.getByLabel('Quantity', { exact: true }).fill('0.01')
  await dialog.getByRole('button', { name: 'What if?' }).click()
}

async function figure(dialog: Locator, label: string): Promise<string> {
  return (
    await dialog.locator('dl > div').filter({ hasText: label }).first().locator('dd').innerText()
  ).trim()
}

test('an agent’s risk opens from its card, follows the match, and says what a trade would change', async ({
  arena,
}) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  await arena.startMatch({
    ...DEMO,
    riskRules: 'Own limits',
    limits: { 'Tail risk (%)': '3', 'Total exposure (%)': '50' },
  })
  const { agent } = await investor(arena)
  const opener = new RiskPage(arena).panel.getByRole('button', { name: `Risk of ${agent}` })
  const dialog = arena.page.getByRole('dialog', { name: `Risk of ${agent}` })

  await test.step('exposure, the tail against its limit, and what each product adds', async () => {
    await opener.click()
    await expect(dialog.getByRole('group', { name: 'Risk profile' })).toBeVisible()
    expect(await figure(dialog, 'Exposure')).toMatch(/^\$[\d,]+\.\d\d\s+\d+\.\d\d % of equity$/)
    expect(await figure(dialog, 'Tail value at risk')).toMatch(/^\$[\d,]+\.\d\d\s+\d+\.\d\d % of equity$/)
    await expect(dialog.getByRole('meter', { name: 'Tail value at risk of its limit' })).toHaveAttribute(
      'aria-valuetext',
      /^\d+\.\d\d % of equity, limit 3 %$/,
    )
    await expect(dialog.getByRole('table', { name: 'Contribution by product' })).toContainText('USD')
    await expect(dialog).not.toContainText(/NaN|Infinity|undefined/)
  })

  await test.step('it is measured anew while it is open', async () => {
    const before = await dialog.locator('dl').innerText()
    await expect.poll(() => dialog.locator('dl').innerText(), { timeout: 15_000 }).not.toBe(before)
  })

  await test.step('what a trade would do, and nothing of it is done', async () => {
    const form = dialog.getByRole('form', { name: 'What-if trade' })
    const said = form.getByRole('status', { name: 'What the trade would do' })
    await form.getByLabel('Product', { exact: true }).selectOption('SOL-USD')
    for (const [quantity, sentence] of [
      ['', 'Enter a quantity, such as 0.5.'],
      ['much', 'Quantity must be a number'],
      ['1000000', 'there is $'],
    ] as const) {
      await form.getByLabel('Quantity', { exact: true }).fill(quantity)
      await form.getByRole('button', { name: 'What if?' }).click()
      await expect(said).toContainText(sentence)
    }
    await form.getByLabel('Quantity', { exact: true }).fill('1')
    await form.getByLabel('Quantity', { exact: true }).press('Enter')
    await expect(said).toContainText(/^Buy 1 SOL: tail value at risk [\d.]+ % → [\d.]+ % of equity\./)
    await expect(said).toContainText(/The risk layer would |An order would first need/)
    await expect(form.getByRole('table', { name: 'Before and after the trade' })).toContainText('Exposure')
  })

  await test.step('by another estimate', async () => {
    await dialog.getByLabel('Estimate', { exact: true }).selectOption('historical')
    await expect(dialog).toContainText('Estimated: historical, 99 %')
  })

  await test.step('it is accessible, and closes by the keyboard to where it came from', async () => {
    const { violations } = await new AxeBuilder({ page: arena.page }).include('dialog').analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    await arena.page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(opener).toBeFocused()
  })
})

test('without limits, on a phone, in a tab that watches, and when the match is over', async ({
  arena,
  context,
}) => {
  await arena.page.setViewportSize({ width: 360, height: 740 })
  await arena.open()
  await expect(arena.feed).toHaveText('Demo', { timeout: 20_000 })
  await arena.startMatch({ ...DEMO, riskRules: 'Classic (no limits)' })
  const { agent, product } = await investor(arena)
  // What is held now stays held.
  await arena.button('Pause').click()
  await expect(arena.button('Resume')).toBeEnabled()

  await test.step('a tab that follows asks the one that leads', async () => {
    const other = await context.newPage()
    await other.goto('./#/')
    await other.getByRole('button', { name: `Risk of ${agent}` }).click()
    const dialog = other.getByRole('dialog', { name: `Risk of ${agent}` })
    await expect(dialog).toContainText('No limit is set on the tail.')
    await sellALittle(dialog, product)
    await expect(dialog.getByRole('status', { name: 'What the trade would do' })).toContainText(
      'tail value at risk',
    )
    await other.close()
  })

  await test.step('nothing is cut off on a phone', async () => {
    await arena.page.getByRole('button', { name: `Risk of ${agent}` }).click()
    const dialog = arena.page.getByRole('dialog', { name: `Risk of ${agent}` })
    await expect(dialog.getByRole('table', { name: 'Contribution by product' })).toBeVisible()
    await sellALittle(dialog, product)
    await expect(dialog.getByRole('table', { name: 'Before and after the trade' })).toBeVisible()
    const wider = await dialog.locator('.body').evaluate((box) => box.scrollWidth - box.clientWidth)
    expect(wider).toBe(0)
    await arena.page.keyboard.press('Escape')
  })

  await test.step('a match that is over still shows what it stood at', async () => {
    await arena.end()
    await arena.page.getByRole('button', { name: `Risk of ${agent}` }).click()
    const dialog = arena.page.getByRole('dialog', { name: `Risk of ${agent}` })
    await sellALittle(dialog, product)
    await expect(dialog).toContainText('The match is over: no order is taken any more.')
  })
})
