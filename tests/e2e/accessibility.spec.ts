// Every page, in light and dark, wide and narrow: no serious violation, no sideways scrolling.
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { OPENAI_KEY, openAiTrades, pasteOpenAiKey } from './model-match'

const PAGES = [
  ['the arena', './#/'],
  ['the agents', './#/agents'],
  ['the models', './#/models'],
  ['the matches', './#/matches'],
  ['the replay', './#/replay'],
  ['the lab', './#/lab'],
  ['the lab’s sweep', './#/lab?section=sweep'],
  ['the lab’s risk', './#/lab?section=risk'],
  ['the lab’s data', './#/lab?section=data'],
  ['the settings', './#/settings'],
  ['an unknown page', './#/no-such-page'],
] as const

const SCREENS = [
  ['wide', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const

/** The rules that look at colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** What is seriously wrong in light, and with the colours in dark: each rule with what breaks it. */
async function violationsIn(page: Page, within: string): Promise<readonly unknown[]> {
  // Still pictures: half-way between two colours nothing need be legible.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const light = await new AxeBuilder({ page }).include(within).analyze()
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const dark = await new AxeBuilder({ page }).include(within).withRules(COLOUR_RULES).analyze()
  return [...light.violations, ...dark.violations]
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

for (const [screen, viewport] of SCREENS) {
  test.describe(screen, () => {
    test.use({ viewport })

    test('every page is accessible in light and dark, and fits', async ({ arena, world }) => {
      await arena.open()
      await arena.startMatch({ interval: '2', riskRules: 'Strict' })
      await arena.waitForTrades(4)
      await expect(arena.page.getByRole('figure', { name: 'Price and stops' })).toContainText('Trailing stop')
      await expect(arena.table('Risk verdicts')).toBeVisible()
      openAiTrades(world)
      await pasteOpenAiKey(arena.page, OPENAI_KEY)
      for (const [name, address] of PAGES) {
        await arena.open(address)
        await expect(arena.page.getByRole('main')).not.toBeEmpty()
        expect(await violationsIn(arena.page, 'html'), name).toEqual([])
        const sideways = await arena.page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement
          return scrollWidth - clientWidth
        })
        expect(sideways, `${name} scrolls sideways`).toBeLessThanOrEqual(0)
      }
      expect(world.strangers).toEqual([])
    })

    test('the dialog is accessible in light and dark', async ({ arena, world }) => {
      await arena.open()
      await expect(arena.feed).toHaveText('Live')
      await arena.button('New match').click()
      await expect(arena.dialog.getByRole('group', { name: 'Matching markets' })).toBeVisible()
      await arena.fill({ source: 'Demo market', riskRules: 'Guarded' })
      await arena.showLimits()
      expect(await violationsIn(arena.page, 'dialog')).toEqual([])
      await arena.page.keyboard.press('Escape')
      await expect(arena.dialog).toBeHidden()
      expect(world.strangers).toEqual([])
    })
  })
}

test('a match can be started, paused and ended by keyboard alone', async ({ arena, world }) => {
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  const press = async (name: string) => {
    await expect(arena.button(name)).toBeEnabled()
    for (let stops = 0; stops < 60; stops += 1) {
      if (await arena.button(name).evaluate((button) => button === document.activeElement)) break
      await arena.page.keyboard.press('Tab')
    }
    await expect(arena.button(name)).toBeFocused()
    await arena.page.keyboard.press('Enter')
  }
  await press('Pause')
  await press('Resume')
  await press('End match')
  await expect(arena.notice(/The match has ended/)).toBeVisible()
  await press('Start match')
  await expect(arena.button('Pause')).toBeEnabled()
  expect(world.strangers).toEqual([])
})

test('a match under risk rules can be chosen and started by keyboard alone', async ({ arena, world }) => {
  const { page } = arena
  await arena.open()
  await expect(arena.feed).toHaveText('Live')
  const reach = async (target: Locator) => {
    await expect(target).toBeVisible()
    for (let stops = 0; stops < 80; stops += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await expect(target).toBeFocused()
  }
  await reach(arena.button('New match'))
  await page.keyboard.press('Enter')
  const rules = arena.dialog.getByLabel('Risk rules', { exact: true })
  await reach(rules)
  await page.keyboard.type('Guarded')
  await expect(rules).toHaveValue('guarded')
  await reach(arena.dialog.locator('summary', { hasText: 'Limits' }))
  await page.keyboard.press('Enter')
  const stop = arena.dialog.getByLabel('Trailing stop (%)', { exact: true })
  await reach(stop)
  await expect(stop).toHaveValue('5')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('4')
  await expect(rules).toHaveValue('own')
  await reach(arena.dialog.getByRole('button', { name: 'Start match', exact: true }))
  await page.keyboard.press('Enter')
  await expect(arena.dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Risk', exact: true })).toContainText('Trailing stop 4 %')
  expect(world.strangers).toEqual([])
})
