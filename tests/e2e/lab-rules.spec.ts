// The Lab: what each risk rule of a backtest was worth, and sweeps over the limits themselves.
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base } from './fixtures'
import { LabPage } from './lab-page'

const test = base.extend<{ readonly lab: LabPage }>({
  lab: async ({ page }, use) => {
    const lab = new LabPage(page)
    await lab.open()
    await lab.page.getByLabel('Risk rules').selectOption({ label: 'Guarded' })
    await use(lab)
  },
})

test('what each rule was worth is worked out on request, stops, and leaves with the report', async ({
  lab,
}) => {
  await lab.run()
  await expect(lab.page.getByText('This run had limits: product exposure 50 %')).toBeVisible()
  await lab.button('Work it out').click()
  const table = lab.table('What each rule was worth')
  await expect(table).toBeVisible({ timeout: 60_000 })
  await expect(table.getByRole('row')).toHaveCount(2 + 2 + 4 * 2)
  const asRun = table.getByRole('row', { name: /^As run/ })
  await expect(asRun).toContainText((await lab.statistic('Total return').textContent()) ?? '')
  await expect(lab.page.getByRole('list', { name: 'Worth of each rule' })).toContainText(
    /Trailing stop 5\s%: /,
  )
  const saved = lab.page.waitForEvent('download', { timeout: 30_000 })
  await lab.button('Save as CSV').click()
  expect((await saved).suggestedFilename()).toMatch(/-rules\.csv$/)
  // The menu goes away with what scrolls.
  await lab.page.locator('summary', { hasText: 'Export' }).scrollIntoViewIfNeeded()
  const sheet = await lab.export('Tear sheet (HTML)')
  expect(sheet.bytes.toString()).toContain('What each rule was worth')
  const seen = await new AxeBuilder({ page: lab.page })
    .include('table[aria-label="What each rule was worth"]')
    .analyze()
  expect(seen.violations).toEqual([])
})

test('a long count can be stopped; own code decides anew under other limits', async ({ lab }) => {
  await lab.page.getByLabel('Strategy', { exact: true }).selectOption({ label: 'Scalper (house agent)' })
  await lab.page.getByLabel('From', { exact: true }).fill('2025-03-01')
  await lab.run()
  await lab.button('Work it out').click()
  await lab.button('Stop').click()
  await expect(lab.status('Worth of the rules')).toContainText('It was stopped.')
  await lab.page
    .getByLabel('Strategy', { exact: true })
    .selectOption({ label: 'New: write it in JavaScript …' })
  await expect(lab.status('Check')).toContainText('is in order')
  await lab.page.getByLabel('From', { exact: true }).fill('2025-03-29')
  await lab.run()
  await lab.button('Work it out').click()
  await expect(lab.table('What each rule was worth')).toBeVisible({ timeout: 60_000 })
  await expect(lab.page.getByText('in which the strategy decided anew')).toBeVisible()
})

test('a limit is an axis of a sweep: its range is checked, and what was found goes into the form', async ({
  lab,
}) => {
  await lab.section('Sweep')
  await lab.page.getByLabel('Parameter').first().selectOption({ label: 'Trailing stop (%)' })
  await expect(lab.page.getByLabel('From').first()).toHaveValue('2.5')
  await lab.page.getByLabel('From').first().fill('0')
  await lab.button('Run sweep').click()
  await expect(lab.page.getByLabel('From').first()).toHaveAccessibleDescription(/A number from 0.01 to 100\./)
  await lab.page.getByLabel('From').first().fill('1')
  await lab.page.getByLabel('To').first().fill('3')
  for (const steps of await lab.page.getByLabel('Steps').all()) await steps.fill('3')
  await lab.button('Run sweep').click()
  const heat = lab.table('Heat map of Sharpe ratio')
  await expect(heat).toBeVisible({ timeout: 60_000 })
  await expect(heat).toContainText('Trailing stop (%) →')
  await heat.getByRole('row').nth(1).getByRole('button').nth(1).click()
  await expect(lab.page).toHaveURL(/#\/lab$/)
  await expect(lab.page.getByLabel('Risk rules')).toHaveValue('own')
  await lab.page.locator('summary', { hasText: 'Limits' }).click()
  await expect(lab.page.getByLabel('Trailing stop (%)')).toHaveValue('2')
  await expect(lab.page.getByLabel('Product exposure (%)')).toHaveValue('50')
})
