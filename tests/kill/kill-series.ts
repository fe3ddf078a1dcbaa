import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { Random } from '../../src/lib/core/random'
import { ArenaPage, type MatchChoices } from '../e2e/arena-page'
import { Oracle } from '../e2e/oracle'
import { type EarlierLog, checkStored } from './check-stored'
import { type KillPlan, drawPlan } from './kill-plan'
import { type BrowserSetup, KillableBrowser } from './killable-browser'
import { type ShownTrade, fillsByKey, isLogged, watchTrades } from './shown-trades'
import { readStoredState } from './stored-state'

/** A new match after so many kills, so that logs of every length are met. */
const KILLS_PER_MATCH = 10
const PATIENCE = 60_000
const OFFERED_WITHIN = 10_000
/** A file of the site's origin that starts nothing. */
const QUIET_PAGE = 'licenses.txt'

const MATCHES: readonly MatchChoices[] = [
  { source: 'Demo market', speed: '60×', interval: '10', rules: 'Realistic' },
  { source: 'Live Coinbase', interval: '2', rules: 'Classic' },
]

export interface KillTally {
  kills: number
  /** Fills the page had shown that were looked for in the log. */
  fills: number
  events: number
  lost: number
  torn: number
  /** How often the browser itself had thrown the database away, and how often the page offered a copy then. */
  wiped: number
  offered: number
  stuck: number
}

export class KillSeries {
  readonly tally: KillTally = {
    ...{ kills: 0, fills: 0, events: 0, lost: 0, torn: 0, wiped: 0, offered: 0, stuck: 0 },
  }
  readonly #chance: Random
  /** What pages showed of the match that is played, in every life so far. */
  readonly #shown = new Map<string, ShownTrade>()
  /** How many rows were drawn, those drawn again included. */
  #drawn = 0
  #earlier: EarlierLog | undefined
  /** Started so far. */
  #matches = 0
  /** The browser threw it away: what it begins by itself then is too slow to be watched. */
  #matchOver = false

  constructor(
    private readonly setup: BrowserSetup,
    private readonly url: string,
    private readonly seed: string,
  ) {
    this.#chance = Random.fromSeed(seed)
  }

  /** Kills so often; after each, and after the last, looks at what is left. */
  async run(kills: number): Promise<void> {
    for (let kill = 0; kill < kills; kill += 1) {
      const plan = drawPlan(this.#chance)
      await this.#live(plan, kill)
      this.tally.kills += 1
      if ((kill + 1) % KILLS_PER_MATCH === 0) console.log(`${kill + 1} of ${kills} kills`)
    }
    const browser = await KillableBrowser.open(this.setup)
    await this.#look(await browser.context.newPage(), 'at the end').finally(() => browser.kill())
  }

  /** One life of the browser, from its start to its kill. */
  async #live(plan: KillPlan, kill: number): Promise<void> {
    const browser = await KillableBrowser.open(this.setup)
    try {
      const page = await browser.context.newPage()
      if (kill > 0) await this.#look(page, `after kill ${kill}`)
      await watchTrades(browser.context, (trade) => this.#show(trade))
      const arena = new ArenaPage(page)
      const begins = this.#matchOver || kill % KILLS_PER_MATCH === 0
      if (begins) await this.#begin(arena)
      await this.#untilDue(arena, plan, begins)
    } catch (cause) {
      this.tally.stuck += 1
      console.log(
        `before kill ${kill + 1} (${plan.type}): ${cause instanceof Error ? cause.message : 'failed'}`,
      )
    } finally {
      await browser.kill()
    }
  }

  /** Ends the match before, and starts another of the other kind. */
  async #begin(arena: ArenaPage): Promise<void> {
    const ordinal = this.#matches
    this.#matches += 1
    this.#matchOver = false
    await arena.page.goto(this.url)
    await arena.waitForTrades(1, PATIENCE)
    await arena.end()
    await this.#look(arena.page, `when match ${ordinal} was ended`)
    const choices = MATCHES[ordinal % MATCHES.length]
    const seeded = choices?.source === 'Demo market' ? { seed: `${this.seed}-${ordinal}` } : {}
    await arena.button('New match').click()
    await arena.fill({ ...choices, ...seeded })
    this.#forgetMatch()
    await arena.dialog.getByRole('button', { name: 'Start match', exact: true }).click()
    await arena.button('Pause').waitFor({ timeout: PATIENCE })
  }

  async #untilDue(arena: ArenaPage, plan: KillPlan, begun: boolean): Promise<void> {
    const opened = begun ? Promise.resolve() : arena.page.goto(this.url, { waitUntil: 'commit' })
    if (plan.type === 'opening') {
      opened.catch(() => undefined) // it may be killed before it has answered
      return sleep(plan.after)
    }
    await opened
    await arena.page.waitForFunction(isRunning, undefined, { timeout: PATIENCE })
    if (plan.type === 'trade') await this.#nextTrade()
    await sleep(plan.after)
  }

  async #nextTrade(): Promise<void> {
    const drawn = this.#drawn
    const deadline = performance.now() + PATIENCE
    while (this.#drawn === drawn) {
      if (performance.now() > deadline) throw new Error('the match made no more trades')
      await sleep(5)
    }
  }

  /** Compares what lies in storage with what was shown and with what lay there before. */
  async #look(page: Page, when: string): Promise<void> {
    if (!page.url().startsWith(this.url)) await page.goto(this.url + QUIET_PAGE)
    const state = await readStoredState(page).catch((cause: unknown) => notReadable(cause, when))
    if (state === undefined) return this.#wiped(page, when)
    const { torn, steps, log } = checkStored(state, this.#earlier)
    for (const sentence of torn) console.log(`${when}: ${sentence}`)
    this.tally.torn += torn.length
    this.tally.events += steps.length
    this.#earlier = log
    if (steps.length > 0) this.#lookForFills(new Oracle(steps), when)
  }

  #lookForFills(oracle: Oracle, when: string): void {
    const fills = fillsByKey(oracle)
    for (const [id, trade] of this.#shown) {
      if (isLogged(trade, fills)) continue
      console.log(`${when}: lost ${trade.agent.trim()} ${trade.key}`)
      this.tally.lost += 1
      this.#shown.delete(id)
    }
  }

  #show(trade: ShownTrade): void {
    this.#drawn += 1
    const id = `${trade.agent} ${trade.key}`
    if (!this.#shown.has(id)) this.tally.fills += 1
    this.#shown.set(id, trade)
  }

  #forgetMatch(): void {
    this.#shown.clear()
    this.#earlier = undefined
  }

  /** The browser threw the database away: the page must offer the copy it kept elsewhere. */
  async #wiped(page: Page, when: string): Promise<void> {
    this.tally.wiped += 1
    this.#matchOver = true
    console.log(`${when}: the database is gone`)
    const restored = (await this.#restored(page)) || (await this.#restored(page))
    if (restored) this.tally.offered += 1
    else console.log('and no copy was offered')
    // What the copy did not reach yet is gone with the database.
    this.#forgetMatch()
  }

  /** Opens the arena and has it bring back what it offers. The first who asks for a broken database is refused. */
  async #restored(page: Page): Promise<boolean> {
    await page.goto(this.url)
    const restore = page.getByRole('button', { name: 'Restore', exact: true })
    const offered = await restore.click({ timeout: OFFERED_WITHIN }).then(
      () => true,
      () => false,
    )
    if (offered) await restore.waitFor({ state: 'hidden', timeout: PATIENCE })
    return offered
  }
}

/** A database that the browser cannot open it throws away when it is asked for it again. */
function notReadable(cause: unknown, when: string): undefined {
  console.log(`${when}: ${cause instanceof Error ? cause.message : 'the database cannot be read'}`)
}

/** Runs in the page: whether it shows a match that runs. */
function isRunning(): boolean {
  const pause = [...document.querySelectorAll('button')].find(
    (button) => button.textContent.trim() === 'Pause',
  )
  return (
    pause !== undefined &&
    !pause.disabled &&
    document.querySelector('table[aria-label="Leaderboard"] tbody tr') !== null
  )
}
