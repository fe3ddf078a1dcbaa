// The Arena page as a person finds their way on it: by roles, accessible names and visible text.
import { expect, type Locator, type Page } from '@playwright/test'

export type TableName =
  'Leaderboard' | 'Market' | 'Positions' | 'Trade log' | 'Risk verdicts' | 'Matches' | 'Chat nodes' | 'Roster'

/** One row of a table: the text of each cell, by column header. */
export type TableRow = Readonly<Record<string, string>>

export interface MatchChoices {
  readonly source?: 'Live Coinbase' | 'Demo market'
  readonly products?: readonly string[]
  readonly interval?: string
  readonly rules?: string
  readonly cash?: string
  readonly duration?: string
  readonly seed?: string
  readonly speed?: '1×' | '10×' | '60×'
  readonly riskRules?: 'Classic (no limits)' | 'Guarded' | 'Strict' | 'Institutional' | 'Own limits'
  /** By the label of each field; what is not named stays as the chosen rules have it. */
  readonly limits?: Readonly<Record<string, string>>
  /** How many of each agent of the roster. */
  readonly agents?: Readonly<Partial<Record<string, number>>>
  /** USD, for all model calls together. */
  readonly spendCap?: string
}

export class ArenaPage {
  readonly heading: Locator
  readonly feed: Locator
  readonly activity: Locator
  readonly dialog: Locator

  constructor(readonly page: Page) {
    this.heading = page.getByRole('heading', { name: 'Daytrading Agents Arena' })
    this.feed = page.getByRole('status', { name: 'Market feed' })
    this.activity = page.getByRole('log', { name: 'Agent activity' })
    this.dialog = page.getByRole('dialog', { name: 'New match' })
  }

  async open(address = './#/'): Promise<void> {
    await this.page.goto(address)
    await expect(this.heading).toBeVisible()
  }

  table(name: TableName): Locator {
    return this.page.getByRole('table', { name, exact: true })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  notice(text: string | RegExp): Locator {
    return this.page.getByRole('main').getByText(text).first()
  }

  /** All rows as they stand at one moment; none while the table is not shown. */
  async rows(name: TableName): Promise<readonly TableRow[]> {
    const tables = await this.table(name).evaluateAll(readTables)
    return tables[0] ?? []
  }

  /** How many trades the leaderboard counts, the benchmark's included. */
  async trades(): Promise<number> {
    const counts = (await this.rows('Leaderboard')).map((row) => Number(row.Trades))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  async waitForTrades(atLeast: number, timeout = 45_000): Promise<void> {
    await expect.poll(() => this.trades(), { timeout }).toBeGreaterThanOrEqual(atLeast)
  }

  /**
   * Ends the match the page began with and starts one by the dialog; what is not chosen stays as the
   * page proposes it. What is read afterwards is of the new match.
   */
  async startMatch(choices: MatchChoices): Promise<void> {
    await this.end()
    await this.button('New match').click()
    await this.fill(choices)
    await this.dialog.getByRole('button', { name: 'Start match', exact: true }).click()
    await expect(this.dialog).toBeHidden()
    await expect(this.button('Pause')).toBeEnabled()
  }

  async fill(choices: MatchChoices): Promise<void> {
    const { dialog } = this
    await this.#choose('Source', choices.source)
    await this.#choose('Rules', choices.rules)
    await this.#choose('Speed', choices.speed)
    await this.#choose('Risk rules', choices.riskRules)
    await this.#limit(choices.limits)
    await this.#type('Seed', choices.seed)
    await this.#type('Interval (seconds)', choices.interval)
    await this.#type('Initial cash', choices.cash)
    await this.#type('Duration', choices.duration)
    await this.#type('Spend cap', choices.spendCap)
    if (choices.products !== undefined) await this.#chooseProducts(choices.products)
    for (const [name, count] of Object.entries(choices.agents ?? {})) {
      await dialog.getByLabel(name, { exact: true }).fill(String(count))
    }
  }

  /** Opens the dialog's limits, unless they are open. */
  async showLimits(): Promise<void> {
    const limits = this.dialog.locator('details').filter({ hasText: 'Trailing stop' })
    if ((await limits.getAttribute('open')) === null) await limits.locator('summary').first().click()
  }

  async end(): Promise<void> {
    await this.button('End match').click()
    await expect(this.notice(/The match has ended/)).toBeVisible()
  }

  async #choose(label: string, option: string | undefined): Promise<void> {
    if (option === undefined) return
    await this.dialog.getByLabel(label, { exact: true }).selectOption({ label: option })
  }

  async #type(label: string, text: string | undefined): Promise<void> {
    if (text !== undefined) await this.dialog.getByLabel(label, { exact: true }).fill(text)
  }

  async #limit(limits: MatchChoices['limits']): Promise<void> {
    if (limits === undefined) return
    await this.showLimits()
    for (const [label, text] of Object.entries(limits)) await this.#setLimit(label, text)
  }

  /** Settings of limits on the tail are folded away, and some are chosen. */
  async #setLimit(label: string, text: string): Promise<void> {
    const control = this.dialog.getByLabel(label, { exact: true })
    if (!(await control.isVisible())) {
      await this.dialog.locator('summary', { hasText: 'How it is estimated' }).click()
    }
    const isChoice = await control.evaluate((element) => element instanceof HTMLSelectElement)
    await (isChoice ? control.selectOption({ label: text }) : control.fill(text))
  }

  async #chooseProducts(products: readonly string[]): Promise<void> {
    const remove = this.dialog.getByRole('button', { name: /^Remove / })
    while ((await remove.count()) > 0) await remove.first().click()
    const search = this.dialog.getByLabel('Products', { exact: true })
    for (const id of products) {
      await search.fill(id)
      await search.press('Enter')
    }
  }
}

/** Runs in the page: cells by header, as text without what only eyes or pointers get. */
function readTables(tables: Element[]): TableRow[][] {
  const textOf = (cell: Element): string => {
    const copy = cell.cloneNode(true) as Element
    for (const unseen of copy.querySelectorAll('[aria-hidden="true"]')) unseen.remove()
    return (copy.textContent ?? '').replace(/\s+/g, ' ').trim()
  }
  return tables.map((table) => {
    const headers = [...table.querySelectorAll('thead th')].map((header) => {
      return header.querySelector('[aria-label]')?.getAttribute('aria-label') ?? textOf(header)
    })
    return [...table.querySelectorAll('tbody tr')].map((row) => {
      const cells = [...row.children].map((cell, at) => [headers[at] ?? '', textOf(cell)])
      return Object.fromEntries(cells) as TableRow
    })
  })
}
