// Limits, stops and what they did, as a person finds them on the Arena page.
import { expect, type Locator } from '@playwright/test'
import { call } from '../fixtures/models/script'
import type { ShapedCall } from '../fixtures/llm/shapes'
import type { ArenaPage, MatchChoices, TableRow } from './arena-page'
import { OPENAI_KEY, llmMatch, openAiTrades, pasteOpenAiKey } from './model-match'
import { ToldModel } from './told-model'
import type { World } from './world/world'

/** Who plays in a match of {@link toldMatch}. */
export const TRADER = 'Momentum'

/** The model of {@link toldMatch}, which may get its orders before the match starts. */
export function toldModel(world: World): ToldModel {
  openAiTrades(world)
  return new ToldModel(world.models.openai)
}

/** A match of one agent, whose model is told what to do. */
export async function toldMatch(arena: ArenaPage, choices: MatchChoices): Promise<void> {
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  await llmMatch(arena, { interval: '2', agents: { Brainrot: 0, Scalper: 0 }, ...choices })
}

export interface ToldTrade {
  readonly product_id: string
  readonly action: 'buy' | 'sell'
  readonly quantity: number
  readonly stop_loss?: number
  readonly take_profit?: number
  readonly time_stop?: number
  readonly reason?: string
}

export function toldTrade(trade: ToldTrade): ShapedCall {
  return call('execute_trade', trade)
}

export class RiskPage {
  readonly panel: Locator
  readonly worth: Locator
  readonly stops: Locator

  constructor(private readonly arena: ArenaPage) {
    const { page } = arena
    this.panel = page.getByRole('region', { name: 'Risk', exact: true })
    this.worth = this.panel.getByRole('group', { name: 'What limits and stops were worth' })
    this.stops = page.getByRole('figure', { name: 'Price and stops' })
  }

  /** The limits of an agent, spread out. */
  limitsOf(agent: string): Locator {
    return this.panel.getByRole('list', { name: `Limits of ${agent}` })
  }

  /** Opens the limits of an agent, unless they are open: those of the one nearest to a stop are. */
  async showLimits(agent: string): Promise<void> {
    const summary = this.panel.locator('summary').filter({ hasText: agent })
    if (!(await this.limitsOf(agent).isVisible())) await summary.click()
  }

  /** The trader's position; undefined while it holds nothing of the product. */
  async position(product: string): Promise<TableRow | undefined> {
    const rows = await this.arena.rows('Positions')
    return rows.find((row) => (row.Agent ?? '').includes(TRADER) && row.Product === product)
  }

  async hasExits(product: string, exits: RegExp): Promise<void> {
    await expect.poll(async () => (await this.position(product))?.Exits ?? '').toMatch(exits)
  }

  /** Waits until the position is gone. */
  async isSold(product: string): Promise<void> {
    await expect.poll(() => this.position(product), { timeout: 45_000 }).toBeUndefined()
  }

  /** The trader's newest row of the trade log. */
  async newestTrade(): Promise<TableRow | undefined> {
    return (await this.arena.rows('Trade log')).find((row) => (row.Agent ?? '').includes(TRADER))
  }

  /** The feed with what limits and stops did, and nothing else. */
  async activity(): Promise<Locator> {
    const kinds = this.arena.page.getByRole('group', { name: 'Kind of activity' })
    await kinds.getByRole('button', { name: 'Risk', exact: true }).click()
    return this.arena.activity
  }
}
