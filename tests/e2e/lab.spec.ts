// The Lab: a newcomer's backtest, its export and verification, sweeps, comparison, own code, files and downloads.
import { expect, test as base } from './fixtures'
import { LabPage } from './lab-page'

const test = base.extend<{ readonly lab: LabPage }>({
  lab: async ({ page }, use) => {
    const lab = new LabPage(page)
    await lab.open()
    await use(lab)
  },
})

const MINUTES = 600

/** Takes minutes for a quarter of minutes, a slice of it well below what is allowed. */
const SLOW = `export default {
  name: 'Slow',
  onBar() { for (let at = 0, sum = 0; at < 1e6; at += 1) sum += Math.sqrt(at) },
}
`

/** Minutes of made-up prices with times as text. */
function barsFile(damage = ''): Buffer {
  const start = Date.UTC(2024, 0, 1)
  const rows = Array.from({ length: MINUTES }, (_, row) => {
    const time = new Date(start + row * 60_000).toISOString()
    return `${time},${100 + (row % 7)}.5,109,99,${100 + ((row + 1) % 7)}.5,${5 + (row % 3)}`
  })
  return Buffer.from(['time,open,high,low,close,volume', ...rows, damage].join('\n'))
}

test('a newcomer has a result with one click, and it verifies, leaves and comes back', async ({ lab }) => {
  await lab.run()
  const figure = lab.page.getByRole('figure', { name: 'Equity', exact: true })
  await expect(figure.locator('canvas').first()).toBeVisible()
  await expect(lab.page.getByText('Demo — simulated prices').first()).toBeVisible()
  const total = await lab.statistic('Total return').textContent()
  expect(total).toMatch(/^[+−]?[\d.,]+ %$/)
  await lab.verify()
  await expect(lab.status('Verification')).toContainText('129,600 bars re-run from the log, same result')

  const result = await lab.export('Result (JSON)')
  for (const format of [
    'Tear sheet (HTML)',
    'Trades (CSV)',
    'Equity (CSV)',
    'Equity (Parquet)',
    'Picture (PNG)',
  ]) {
    expect((await lab.export(format)).bytes.length, format).toBeGreaterThan(500)
  }
  const runs = lab.table('Runs')
  await runs.getByRole('button', { name: 'Delete' }).click()
  await lab.button('Yes, delete').click()
  await expect(lab.table('Statistics')).toBeHidden()
  await lab.openResult(result)
  await expect(lab.statistic('Total return')).toHaveText(total ?? '', { timeout: 30_000 })
  await lab.verify()
})

test('what a statistic means is told, and so is what is wrong with a form or a file', async ({ lab }) => {
  await lab.openResult({ name: 'nothing.json', bytes: Buffer.from('{"a":1}') })
  await expect(lab.status('Backtest')).toContainText('no result of a backtest')
  await expect(lab.table('Statistics')).toBeHidden()
  await lab.page.getByLabel('Slow average').fill('many')
  await lab.button('Run backtest').click()
  await expect(lab.page.getByLabel('Slow average')).toBeFocused()
  await expect(lab.page.getByLabel('Slow average')).toHaveAccessibleDescription(/A number from/)
  await lab.page.getByLabel('Slow average').fill('500')
  await lab.run()
  const term = lab.table('Statistics').getByRole('button', { name: 'Sharpe ratio', exact: true })
  await term.focus()
  const tip = lab.page.getByRole('tooltip')
  await expect(tip).toBeInViewport()
  await expect(term).toHaveAccessibleDescription(/sampled returns/)
  await lab.page.keyboard.press('Escape')
  await expect(tip).toBeHidden()
})

test('a sweep can be stopped; it finds a set, holds it against luck, and puts it into the form', async ({
  lab,
}) => {
  await lab.section('Sweep')
  const steps = lab.page.getByLabel('Steps')
  await steps.first().fill('80')
  await steps.last().fill('80')
  await lab.button('Run sweep').click()
  await lab.button('Stop').click()
  await expect(lab.status('Sweep')).toContainText('It was stopped.', { timeout: 30_000 })
  await expect(lab.page.getByText('No sweep yet')).toBeVisible()
  await steps.first().fill('3')
  await steps.last().fill('3')
  await expect(lab.status('Number of runs')).toHaveText('9 backtests.')
  await lab.button('Run sweep').click()
  const heat = lab.table('Heat map of Sharpe ratio')
  await expect(heat).toBeVisible({ timeout: 60_000 })
  await expect(lab.page.getByText(/^The best of \d+ tries\./)).toBeVisible()
  await expect(lab.table('Sets of parameters').getByRole('row')).not.toHaveCount(0)
  await heat.getByRole('button').first().focus()
  await lab.page.keyboard.press('ArrowDown')
  await lab.page.keyboard.press('ArrowRight')
  await lab.page.keyboard.press('Enter')
  await expect(lab.page.getByLabel('Fast average')).toHaveValue('300')
  await expect(lab.page).toHaveURL(/#\/lab$/)
})

test('runs are compared side by side', async ({ lab }) => {
  await lab.run()
  await lab.page.getByLabel('Strategy', { exact: true }).selectOption({ label: 'Buy and hold' })
  await lab.run()
  for (const box of await lab.table('Runs').getByRole('checkbox').all()) await box.check()
  await lab.button('Compare').click()
  const comparison = lab.table('Comparison')
  await expect(comparison.getByRole('columnheader')).toHaveCount(3)
  await expect(comparison.getByRole('row', { name: /^Total return/ }).getByRole('cell')).toHaveCount(2)
})

test('own code runs apart, and what is wrong with it is told with its line', async ({ lab }) => {
  await lab.page
    .getByLabel('Strategy', { exact: true })
    .selectOption({ label: 'New: write it in JavaScript …' })
  const code = lab.page.getByRole('textbox', { name: 'Strategy code' })
  await expect(lab.status('Check')).toContainText('is in order')
  await lab.run()
  await lab.verify()
  await code.fill(SLOW)
  await lab.button('Run backtest').click()
  await lab.button('Stop').click({ timeout: 30_000 })
  await expect(lab.status('Backtest')).toContainText('It was stopped.')
  await code.fill('export default {\n  name: "Bad",\n  onBar() { nope() },\n}\n')
  await lab.button('Run backtest').click()
  await expect(lab.status('Backtest')).toContainText('nope is not defined', { timeout: 30_000 })
  await code.fill('export default {\n  name: "Bad"\n  onBar() {},\n}\n')
  await lab.button('Check').click()
  await expect(lab.button('Go to line 3')).toBeVisible()
  await code.focus()
  await lab.page.keyboard.press('Escape')
  await lab.page.keyboard.press('Tab')
  await expect(code).not.toBeFocused()
})

test('a file of bars is looked into, imported and tested; a bad one is a sentence', async ({ lab }) => {
  await lab.section('Data')
  const file = lab.page.getByLabel('Choose file')
  await file.setInputFiles({
    name: 'bars.csv',
    mimeType: 'text/csv',
    buffer: barsFile('no,bar,at,all,is,here'),
  })
  await lab.page.getByRole('textbox', { name: 'Product' }).last().fill('ABC-USD')
  await lab.button('Import').click()
  await expect(lab.status('Import')).toContainText('⚠', { timeout: 30_000 })
  await expect(lab.table('Library').getByRole('row')).toHaveCount(2)
  await file.setInputFiles({ name: 'bars.csv', mimeType: 'text/csv', buffer: barsFile() })
  await lab.page.getByRole('textbox', { name: 'Product' }).last().fill('ABC-USD')
  await lab.button('Import').click()
  await expect(lab.table('Library').getByRole('row', { name: /ABC-USD/ })).toContainText('600', {
    timeout: 30_000,
  })
  await lab.section('Backtest')
  await lab.page.getByLabel('Data', { exact: true }).selectOption({ label: 'ABC-USD, 1 minute' })
  await lab.page.getByLabel('Fast average').fill('5')
  await lab.page.getByLabel('Slow average').fill('20')
  await lab.run()
  await lab.verify()
})

test('a download pauses, survives a reload, and goes on to its end', async ({ page, world }) => {
  const lab = new LabPage(page)
  await lab.open()
  await lab.section('Data')
  await page.getByLabel('From', { exact: true }).fill('2024-01-01')
  await page.getByLabel('To', { exact: true }).fill('2024-01-06')
  await expect(lab.status('What it takes')).toContainText('29 requests for at most 8,640 bars')
  await lab.button('Download').click()
  const downloads = page.getByRole('list', { name: 'Downloads' })
  await expect(downloads).toContainText('Downloading')
  await downloads.getByRole('button', { name: 'Pause' }).click()
  await expect(downloads).toContainText('Paused')
  await page.reload()
  await expect(page).toHaveURL(/section=data$/)
  await downloads.getByRole('button', { name: 'Resume' }).click()
  await expect(downloads).toContainText('Downloading')
  // It goes on while another page is looked at.
  const pages = page.getByRole('navigation').first()
  await pages.getByRole('link', { name: 'Arena', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Daytrading Agents Arena' })).toBeVisible()
  await pages.getByRole('link', { name: 'Lab', exact: true }).click()
  await lab.section('Data')
  await expect(downloads).not.toContainText('Paused')
  const row = lab.table('Library').getByRole('row', { name: /Coinbase/ })
  await expect(row).toContainText('8,640', { timeout: 60_000 })
  await expect(downloads).not.toContainText('Downloading')
  expect(world.strangers).toEqual([])
})

test('the decisions of a match are run again on its own prices', async ({ arena, lab, page }) => {
  await arena.open()
  await arena.startMatch({ source: 'Demo market', speed: '60×', seed: 'recorded' })
  await arena.waitForTrades(12)
  await arena.end()
  await lab.open()
  const strategies = page.getByLabel('Strategy', { exact: true })
  const momentum = strategies.locator('option').filter({ hasText: /^Momentum, match of/ })
  await strategies.selectOption((await momentum.first().getAttribute('value')) ?? '')
  await expect(page.getByRole('button', { name: /^Remove / })).toHaveCount(2)
  await lab.run()
  await lab.verify()
})

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('the result comes into view, and nothing sticks out sideways', async ({ lab }) => {
    await lab.run()
    await expect(lab.button('Verify')).toBeInViewport()
    for (const section of ['Backtest', 'Sweep', 'Data'] as const) {
      await lab.section(section)
      expect(
        await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0)
    }
  })
})
