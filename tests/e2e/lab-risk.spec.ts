// The Lab's risk section: a portfolio's profile, trades thought about, simulations.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test as base } from './fixtures'
import { LabPage } from './lab-page'

const test = base.extend<{ readonly lab: LabPage }>({
  lab: async ({ page }, use) => {
    const lab = new LabPage(page)
    await lab.openRisk()
    await use(lab)
  },
})

/** The whole of "Tail value at risk" in the profile. */
function tail(page: Page) {
  return page.getByRole('group', { name: 'Risk profile' }).locator('dl > div').first()
}

test('a portfolio’s risk is measured as it is typed, and a trade thought about changes it', async ({
  lab,
  page,
}) => {
  await expect(page).toHaveURL(/section=risk$/)
  const first = await tail(page).textContent()
  expect(first).toMatch(/Tail value at risk .*\$[\d,.]+ % of equity/)
  await page.getByLabel('Add a product').selectOption({ label: 'SOL-USD (demo bars are made)' })
  await expect(lab.table('Correlations')).toBeVisible({ timeout: 30_000 })
  await page.getByLabel('BTC held', { exact: true }).fill('2')
  await expect(page.getByRole('row', { name: /^BTC-USD \$20\d,/ })).toBeVisible()

  await page.getByLabel('Product', { exact: true }).selectOption('SOL-USD')
  await page.getByLabel('Quantity', { exact: true }).fill('10')
  await lab.button('What if?').click()
  const answer = lab.status('What the trade would do')
  await expect(answer).toContainText(/Buy 10 SOL: tail value at risk [\d.]+ % → [\d.]+ % of equity\./)
  const [, before, after] = /([\d.]+) % → ([\d.]+) %/.exec((await answer.textContent()) ?? '') ?? []
  expect(Number(after)).toBeGreaterThan(Number(before))
  await page.getByLabel('Quantity', { exact: true }).fill('1000000')
  await lab.button('What if?').click()
  await expect(answer).toContainText('⚠')
})

test('what is wrong is said at its field, and the profile of before stays', async ({ lab, page }) => {
  await page.getByLabel('Tail level (%)').fill('100')
  await expect(page.getByLabel('Tail level (%)')).toHaveAccessibleDescription(/at most 99\.99\s%/)
  await expect(page.getByText('Something in the form is not right yet.')).toBeVisible()
  await expect(tail(page)).toBeVisible()
  await lab.button('Run simulation').click()
  await expect(lab.status('Simulation')).toContainText('“Portfolio” is not right yet')
  await page.getByLabel('Tail level (%)').fill('95')
  await page.getByLabel('Paths', { exact: true }).fill('1,000,001')
  await lab.button('Run simulation').click()
  await expect(page.getByLabel('Paths', { exact: true })).toBeFocused()
  await expect(page.getByLabel('Paths', { exact: true })).toHaveAccessibleDescription(
    /from 1,000 to 1,000,000/,
  )
})

test('a hundred thousand paths: figures with errors, pictures with numbers, the same by the same seed', async ({
  lab,
  page,
}) => {
  await page.getByLabel('Model of returns').selectOption({ label: 'Geometric Brownian motion' })
  const digest = await lab.simulate()
  const figures = lab.table('Simulated figures')
  await expect(figures.getByRole('row', { name: /^TVaR 99 % \$[\d,.]+ ± \$[\d,.]+/ })).toBeVisible()
  await expect(figures.getByRole('row', { name: /^Chance of ruin/ })).toContainText('%')
  await expect(page.getByText('Simulated', { exact: true })).toBeVisible()
  await expect(
    page.getByText(/Resting on 129,599 returns: BTC-USD \(Demo — simulated prices\)/),
  ).toBeVisible()

  const step = page.getByRole('slider', { name: 'Step of the fan' })
  await step.focus()
  await page.keyboard.press('Home')
  await expect(step).toHaveAttribute('aria-valuetext', /^At the start: \$/)
  await page.keyboard.press('PageUp')
  await expect(step).toHaveAttribute('aria-valuetext', /^After 6 min: median \$/)
  await page.getByText('Simulated equity in numbers').click()
  await expect(lab.table('Simulated equity in numbers').getByRole('row')).toHaveCount(14)

  expect(await lab.simulate()).toBe(digest)
  const coming = page.waitForEvent('download')
  await page.getByRole('group', { name: 'Export' }).getByRole('button', { name: 'JSON' }).click()
  expect((await coming).suggestedFilename()).toBe(`simulation-${digest.slice(0, 8)}.json`)
  await page.getByLabel('Seed', { exact: true }).fill('another')
  expect(await lab.simulate()).not.toBe(digest)
})

test('a million paths are stopped half-way, and the page goes on', async ({ lab, page }) => {
  await page.getByLabel('Paths', { exact: true }).fill('1000000')
  await page.getByLabel('Steps', { exact: true }).fill('1440')
  await lab.button('Run simulation').click()
  await expect(page.getByText(/^[\d,]+ of 1,000,000/)).toBeVisible({ timeout: 30_000 })
  await lab.button('Stop').click()
  await expect(lab.status('Simulation')).toContainText('It was stopped.', { timeout: 30_000 })
  await expect(page.getByText('No simulation yet')).toBeVisible()
  await page.getByLabel('Paths', { exact: true }).fill('2000')
  await page.getByLabel('Steps', { exact: true }).fill('10')
  expect(await lab.simulate()).toMatch(/^[0-9a-f]{64}$/)
})

test('a backtest’s equity and an agent’s holdings are portfolios, too', async ({ arena, lab, page }) => {
  await arena.open()
  await arena.startMatch({ source: 'Demo market', speed: '60×', seed: 'risky' })
  await arena.waitForTrades(12)
  await lab.openRisk()
  await page.getByLabel('Take over the holdings of an agent').selectOption({ label: 'Momentum' })
  await expect(lab.status('Holdings taken over')).toContainText('Holdings of Momentum', { timeout: 30_000 })
  await expect(page.getByRole('list', { name: 'Holdings' }).getByRole('textbox')).not.toHaveCount(1)
  await expect(page.getByRole('group', { name: 'Risk profile' })).toContainText(
    /Demo match of .*made-up prices\./,
  )
  await lab.section('Backtest')
  await page.getByLabel('Strategy', { exact: true }).selectOption({ label: 'Buy and hold' })
  await lab.run()
  await lab.section('Risk')
  await lab.button('A backtest run').click()
  await expect(tail(page)).toContainText('$')
  await page.getByLabel('Paths', { exact: true }).fill('5000')
  await lab.simulate()
  await expect(page.getByText(/equity of the backtest Buy and hold/)).toBeVisible()
})

for (const [screen, viewport] of [
  ['wide', { width: 1440, height: 900 }],
  ['on a telephone', { width: 360, height: 740 }],
] as const) {
  test.describe(screen, () => {
    test.use({ viewport })

    test('it is accessible in light and dark, and nothing sticks out sideways', async ({ lab, page }) => {
      await page.getByLabel('Paths', { exact: true }).fill('5000')
      await lab.simulate()
      for (const summary of ['Simulated equity in numbers', 'Profit or loss in numbers'])
        await page.getByText(summary).click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const { violations } = await new AxeBuilder({ page }).include('main').analyze()
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      }
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(sideways).toBeLessThanOrEqual(0)
    })
  })
}
