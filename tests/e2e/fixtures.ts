// What every end-to-end test starts from: the page, and, where it asks for one, a world to talk to.
import { test as base, expect } from '@playwright/test'
import { worldArguments } from '../../tools/browser.mjs'
import { ArenaPage } from './arena-page'
import { World, worldPort } from './world/world'

interface Fixtures {
  /** The outside world. A test that does not ask for it has no network. */
  readonly world: World
  readonly arena: ArenaPage
  /** Fails the test when the page or a worker broke its policy or threw what nobody caught. */
  readonly clean: undefined
}

const POLICY = /Content Security Policy|Trusted(HTML|Script|ScriptURL|Type)/

export const test = base.extend<Fixtures>({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = [...(launchOptions.args ?? []), ...worldArguments(worldPort())]
      await use({ ...launchOptions, args })
    },
    { scope: 'worker' },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern
  world: async ({}, use) => {
    const world = await World.start(worldPort())
    await use(world)
    await world.close()
  },
  arena: async ({ page }, use) => {
    await use(new ArenaPage(page))
  },
  clean: [
    async ({ page }, use) => {
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
      page.on('console', (message) => {
        if (POLICY.test(message.text())) complaints.push(message.text())
      })
      await use(undefined)
      expect(complaints, 'what the browser complained about').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }
