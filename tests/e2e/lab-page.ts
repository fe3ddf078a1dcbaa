// The Lab as a person finds their way on it: by roles, accessible names and visible text.
import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page } from '@playwright/test'

/** A file the page gave away. */
export interface Saved {
  readonly name: string
  readonly bytes: Buffer
}

export class LabPage {
  constructor(readonly page: Page) {}

  /** Ready once there are bars and a form. */
  async open(): Promise<void> {
    await this.page.goto('./#/lab')
    await expect(this.button('Run backtest')).toBeEnabled({ timeout: 30_000 })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  table(name: string): Locator {
    return this.page.getByRole('table', { name })
  }

  status(name: string): Locator {
    return this.page.getByRole('status', { name, exact: true })
  }

  section(name: 'Backtest' | 'Sweep' | 'Risk' | 'Data'): Promise<void> {
    return this.page.getByRole('group', { name: 'Part of the lab' }).getByRole('button', { name }).click()
  }

  /** Runs what the form says and waits for its tear sheet. */
  async run(): Promise<void> {
    await this.button('Run backtest').click()
    await expect(this.button('Run backtest')).toBeEnabled({ timeout: 60_000 })
    await expect(this.status('Backtest')).toHaveText('')
    await expect(this.table('Statistics')).toBeVisible()
  }

  /** The section "Risk", ready once there is a profile of its first portfolio. */
  async openRisk(): Promise<void> {
    await this.page.goto('./#/lab?section=risk')
    await expect(this.page.getByRole('group', { name: 'Risk profile' })).toBeVisible({ timeout: 30_000 })
  }

  /** Runs what the form "Monte Carlo" says; answers the digest of its paths. */
  async simulate(): Promise<string> {
    const figures = this.table('Simulated figures')
    const before = await figures.elementHandle({ timeout: 100 }).catch(() => null)
    await this.button('Run simulation').click()
    if (before !== null) await before.waitForElementState('hidden', { timeout: 60_000 })
    await expect(figures).toBeVisible({ timeout: 60_000 })
    await expect(this.button('Run simulation')).toBeEnabled()
    return (await this.page.getByTitle(/^[0-9a-f]{64}$/).getAttribute('title')) ?? ''
  }

  /** What stands beside a statistic. */
  statistic(name: string): Locator {
    const named = this.page.getByRole('rowheader', { name, exact: true })
    return this.table('Statistics').getByRole('row').filter({ has: named }).getByRole('cell')
  }

  async verify(): Promise<void> {
    await this.button('Verify').click()
    await expect(this.status('Verification')).toContainText('VERIFIED', { timeout: 30_000 })
  }

  async export(format: string): Promise<Saved> {
    await this.page.locator('summary', { hasText: 'Export' }).click()
    const coming = this.page.waitForEvent('download', { timeout: 30_000 })
    await this.page.getByRole('button', { name: format }).click()
    const download = await coming
    await expect(this.status('Result')).toContainText('among your downloads')
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
  }

  openResult({ name, bytes }: Saved): Promise<void> {
    return this.page
      .getByLabel('Open result file')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes })
  }
}
