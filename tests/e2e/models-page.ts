// The Models page as a person finds their way on it.
import { expect, type Locator, type Page } from '@playwright/test'
import { ArenaPage, type TableRow } from './arena-page'

/** What is not chosen stays as the form proposes it. Keys are the labels of the form. */
export interface NodeChoices {
  readonly Provider?: string
  readonly Name?: string
  readonly 'Base URL'?: string
  readonly 'Model id'?: string
  readonly 'API key'?: string
  readonly 'Reasoning effort'?: string
  readonly 'Max concurrent calls'?: string
  readonly Temperature?: string
  readonly 'Input price'?: string
  readonly 'Cached input price'?: string
  readonly 'Output price'?: string
  readonly 'Budget per match'?: string
  readonly 'Budget per day'?: string
}

const SELECTS: readonly string[] = ['Provider', 'Reasoning effort']

export class ModelsPage {
  readonly nodes: Locator
  readonly main: Locator

  constructor(readonly page: Page) {
    this.nodes = page.getByRole('table', { name: 'Chat nodes', exact: true })
    this.main = page.getByRole('main')
  }

  /** By the link in the head of the page, without a reload. */
  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Models', exact: true }).click()
    await expect(this.page.getByRole('heading', { name: 'Models', exact: true })).toBeVisible()
  }

  button(name: string | RegExp): Locator {
    return this.main.getByRole('button', { name, exact: typeof name === 'string' })
  }

  async rows(): Promise<readonly TableRow[]> {
    return new ArenaPage(this.page).rows('Chat nodes')
  }

  row(name: string): Locator {
    return this.nodes.getByRole('row').filter({ hasText: name })
  }

  async addNode(choices: NodeChoices): Promise<void> {
    await this.openForm()
    await this.fill(choices)
    await this.save()
    // The form closes once the key is handed over.
    await expect(this.field('Provider')).toBeHidden()
    await expect(this.row(choices.Name ?? '')).toBeVisible()
  }

  async openForm(): Promise<void> {
    await this.button('Add chat node').click()
    await expect(this.field('Provider')).toBeVisible()
  }

  field(label: string): Locator {
    return this.main.getByLabel(label, { exact: true })
  }

  async fill(choices: NodeChoices): Promise<void> {
    for (const [label, value] of Object.entries(choices)) {
      if (SELECTS.includes(label)) await this.field(label).selectOption({ label: value })
      else await this.field(label).fill(value)
    }
  }

  async save(): Promise<void> {
    await this.button('Save').click()
  }

  async edit(name: string, choices: NodeChoices): Promise<void> {
    await this.row(name).getByRole('button', { name: /^Edit/ }).click()
    await this.fill(choices)
    await this.save()
  }

  async delete(name: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: /^Delete/ })
      .click()
    await this.row(name)
      .getByRole('button', { name: /^Yes, delete/ })
      .click()
  }

  /** Keeps the keys on this device. */
  async remember(passphrase: string): Promise<void> {
    const form = this.main.getByRole('form', { name: 'Remember on this device' })
    await form.getByLabel('Passphrase', { exact: true }).fill(passphrase)
    await form.getByLabel('Passphrase again', { exact: true }).fill(passphrase)
    await form.getByRole('button').click()
  }

  async unlock(passphrase: string): Promise<void> {
    const form = this.main.getByRole('form', { name: 'Unlock the kept keys' })
    await form.getByLabel('Passphrase', { exact: true }).fill(passphrase)
    await form.getByRole('button').click()
  }

  /** What the last test of a node found. */
  get testReport(): Locator {
    return this.main.getByRole('status', { name: 'Test', exact: true })
  }

  /** What is said about keys just now. */
  get keysAnswer(): Locator {
    return this.main.getByRole('status', { name: 'Keys', exact: true })
  }
}
