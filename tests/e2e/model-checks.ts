// The page against the log, and the log against what the world was asked and answered.
import { expect } from '@playwright/test'
import type { ArenaPage, TableRow } from './arena-page'
import { dollars, Oracle } from './oracle'
import { costOfCalls, dollarsIn, loggedCosts, OPENAI_PRICES, total } from './model-figures'
import type { RecordedCall } from '../fixtures/models/scripted-provider'
import { readDecisions } from './stored-decisions'
import type { StoredLog } from './stored-log'
import type { World } from './world/world'

/** Every fill follows from the log by books kept apart, and the newest are on the page. */
export function checkTrades({ steps }: StoredLog, rows: readonly TableRow[]): void {
  const oracle = new Oracle(steps)
  expect(oracle.disagreements).toEqual([])
  const newestFirst = oracle.trades.toReversed()
  expect(rows).toHaveLength(Math.min(50, newestFirst.length))
  rows.forEach((row, at) => {
    const trade = newestFirst[at]
    expect(row.Agent).toContain(oracle.runs[trade?.run ?? -1]?.name)
    expect(row.Product).toBe(oracle.config.products[trade?.product ?? -1]?.id)
    expect(row.Action?.toLowerCase()).toContain(trade?.side)
  })
}

/** The feed has the words and reasons of every decision the store keeps. */
export async function checkReasoning(arena: ArenaPage, { matchId }: StoredLog): Promise<void> {
  const decisions = await readDecisions(arena.page, matchId)
  const spoken = decisions.filter(({ record }) => record.reasoning !== '')
  expect(spoken.length).toBeGreaterThan(0)
  const feed = await arena.activity.innerText()
  for (const { record } of spoken) expect(feed).toContain(record.reasoning)
}

/** Made by the Models page to try a node; no match is charged for it. */
function isTest({ asked }: RecordedCall): boolean {
  return asked.tools.includes('report_number')
}

/** What the world counted, what the log says and what the leaderboard shows are one. */
export function checkCosts({ steps }: StoredLog, world: World, rows: readonly TableRow[]): void {
  const logged = loggedCosts(steps)
  const decisions = world.models.openai.calls.filter((call) => !isTest(call))
  expect(total(logged)).toBe(costOfCalls(decisions, OPENAI_PRICES))
  const oracle = new Oracle(steps)
  for (const [run, cost] of logged) {
    const name = oracle.runs[run]?.name ?? ''
    const cell = rows.find((row) => (row.Agent ?? '').includes(name))?.['Model cost']
    // The page rounds; it may not be off by more than its last digit.
    const shown = dollarsIn(cell)
    expect(shown, `${name}: ${cell}`).toBeDefined()
    expect(Math.abs(dollars((shown ?? 0n) - cost))).toBeLessThan(0.0001)
  }
}
