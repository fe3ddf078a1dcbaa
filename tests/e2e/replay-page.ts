// The Replay page as a person finds their way on it, and how a match gets there.
import { readFile } from 'node:fs/promises'
import { expect, type Browser, type Locator, type Page } from '@playwright/test'

export const VERIFIED = /VERIFIED — [\d,]+ events re-run, same result/

/** By what the export dialog calls them; what is not chosen stays as it is proposed. */
export type ExportChoices = Readonly<
  Partial<Record<'Keep prompts to myself' | 'Words of the agents' | 'Compressed' | 'Signed', boolean>>
>

export class ReplayPage {
  readonly verification: Locator
  readonly time: Locator

  constructor(readonly page: Page) {
    this.verification = page.getByRole('status', { name: 'Verification' })
    this.time = page.getByRole('slider', { name: 'Time' })
  }

  async openFile(name: string, buffer: Buffer): Promise<void> {
    const mimeType = 'application/octet-stream'
    await this.page.getByLabel('Match file').setInputFiles({ name, mimeType, buffer })
  }

  async event(): Promise<number> {
    return Number(await this.time.inputValue())
  }

  /** How many events were run again, and the log's digest over them. */
  async verified(): Promise<{ readonly events: number; readonly digest: string }> {
    await expect(this.verification).toHaveText(VERIFIED)
    const [count = ''] = /[\d,]+(?= events)/.exec((await this.verification.textContent()) ?? '') ?? []
    const details = this.page.locator('details').filter({ hasText: 'Digest of the log' })
    const digest = (await details.locator('p').textContent()) ?? ''
    return { events: Number(count.replaceAll(',', '')), digest: digest.trim() }
  }
}

/** The Replay page of a browser that knows nothing of the match. */
export async function stranger(
  browser: Browser,
  baseURL: string | undefined,
  address = './#/replay',
): Promise<ReplayPage> {
  const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }) })
  const page = await context.newPage()
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'Replay', exact: true })).toBeVisible()
  return new ReplayPage(page)
}

/** The match on show, as the dialog "Export match" writes it. */
export async function exported(page: Page, choices: ExportChoices): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export match' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Export match' })
  for (const [label, chosen] of Object.entries(choices)) {
    await dialog.getByLabel(label, { exact: true }).setChecked(chosen)
  }
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export match' }).click()
  const file = await download
  const ending = choices.Compressed === false ? /\.arena\.json$/ : /\.arena\.json\.gz$/
  expect(file.suggestedFilename()).toMatch(ending)
  await dialog.getByRole('button', { name: 'Close' }).click()
  return readFile(await file.path())
}
