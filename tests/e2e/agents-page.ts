// The Agents page as a person finds their way on it.
import { expect, type Locator, type Page } from '@playwright/test'

export interface AgentChoices {
  readonly Name?: string
  readonly Strategy?: string
  readonly 'System prompt'?: string
  readonly Brain?: string
}

const SELECTS: readonly string[] = ['Strategy', 'Brain']

export class AgentsPage {
  readonly roster: Locator
  readonly main: Locator

  constructor(readonly page: Page) {
    this.roster = page.getByRole('table', { name: 'Roster', exact: true })
    this.main = page.getByRole('main')
  }

  /** By the link in the head of the page, without a reload. */
  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Agents', exact: true }).click()
    await expect(this.page.getByRole('heading', { name: 'Agents', exact: true })).toBeVisible()
  }

  row(name: string): Locator {
    return this.roster.getByRole('row').filter({ hasText: name })
  }

  field(label: string): Locator {
    return this.main.getByLabel(label, { exact: true })
  }

  button(name: string): Locator {
    return this.main.getByRole('button', { name, exact: true })
  }

  async add(choices: AgentChoices): Promise<void> {
    await this.button('Add agent').click()
    await this.fill(choices)
    await this.save()
  }

  async edit(name: string, choices: AgentChoices): Promise<void> {
    await this.row(name).getByRole('button', { name: /^Edit/ }).click()
    await this.fill(choices)
    await this.save()
  }

  async fill(choices: AgentChoices): Promise<void> {
    for (const [label, value] of Object.entries(choices)) {
      if (SELECTS.includes(label)) await this.field(label).selectOption({ label: value })
      else await this.field(label).fill(value)
    }
  }

  /** Opens the limits of the agent in the form, unless they are open. */
  async showLimits(): Promise<void> {
    const limits = this.main.locator('details').filter({ hasText: 'Own limits' })
    if ((await limits.getAttribute('open')) === null) await limits.locator('summary').first().click()
  }

  async save(): Promise<void> {
    await this.button('Save').click()
  }

  /** Takes the agent, as the roster has it, into the match that runs. */
  async applyNow(name: string): Promise<void> {
    await this.#place(name)
      .getByRole('button', { name: /^(Join the match|Apply changes|Unbench) in the running match$/ })
      .click()
  }

  async benchNow(name: string): Promise<void> {
    await this.#place(name).getByRole('button', { name: 'Bench in the running match' }).click()
  }

  #place(name: string): Locator {
    const places = this.main.getByRole('list', { name: 'Agents in the running match' })
    return places.getByRole('listitem').filter({ hasText: name })
  }

  async importFile(text: string): Promise<void> {
    const file = { name: 'roster.json', mimeType: 'application/json', buffer: Buffer.from(text) }
    await this.main.locator('input[type="file"]').setInputFiles(file)
  }
}
