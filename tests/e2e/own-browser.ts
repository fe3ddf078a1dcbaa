// For what only happens to a whole browser: one of the test's own, with a profile on disk, whose tabs are as
// visible as they would be to a person and whose processes can be stopped.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test as base } from '@playwright/test'
import { browserArguments, findBrowser, worldArguments } from '../../tools/browser.mjs'
import { KillableBrowser } from '../kill/killable-browser'
import { ArenaPage } from './arena-page'
import { World, worldPort } from './world/world'

/** Timers of a tab that is not seen are held back after a second, and not after minutes. */
const SOON_THROTTLED = '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'

interface Fixtures {
  readonly world: World
  readonly own: OwnBrowser
}

export class OwnBrowser {
  constructor(
    readonly chromium: KillableBrowser,
    private readonly site: string,
  ) {}

  /** A new tab in front of the others, with the arena in it. */
  async arena(prepare: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<ArenaPage> {
    const page = await this.chromium.context.newPage()
    await prepare(page)
    const arena = new ArenaPage(page)
    await arena.open(`${this.site}#/`)
    return arena
  }

  /** A new tab in front of the others, of the same origin but without the arena. */
  async quietTab(): Promise<Page> {
    const page = await this.chromium.context.newPage()
    await page.goto(`${this.site}licenses.txt`)
    return page
  }
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern
  world: async ({}, use) => {
    const world = await World.start(worldPort())
    await use(world)
    await world.close()
  },
  own: async ({ baseURL }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'arena-own-profile-'))
    const args = [...browserArguments, ...worldArguments(worldPort()), SOON_THROTTLED]
    const chromium = await KillableBrowser.open({ executablePath: await findBrowser(), profile, args })
    await use(new OwnBrowser(chromium, baseURL ?? ''))
    await chromium.kill()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  },
})

export { expect }
