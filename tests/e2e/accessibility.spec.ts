// Every page, in light and dark, wide and narrow: no serious violation, no sideways scrolling.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './fixtures'
import { OPENAI_KEY, openAiTrades, pasteOpenAiKey } from './model-match'

const PAGES = [
  ['the arena', './#/'],
  ['the agents', './#/agents'],
  ['the models', './#/models'],
  ['the matches', './#/matches'],
  ['the settings', './#/settings'],
  ['an unknown page', './#/no-such-page'],
] as const

const SCREENS = [
  ['wide', { width: 1440, height: 900 }],
  ['phone', { width: 390, height: 844 }],
] as const

for (const [screen, viewport] of SCREENS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${screen}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme })

      test('every page is accessible and fits', async ({ arena, world }) => {
        await arena.open()
        await arena.waitForTrades(1)
        openAiTrades(world)
        await pasteOpenAiKey(arena.page, OPENAI_KEY)
        for (const [name, address] of PAGES) {
          await arena.open(address)
          await expect(arena.page.getByRole('main')).not.toBeEmpty()
          const { violations } = await new AxeBuilder({ page: arena.page }).analyze()
          const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          expect(
            serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
            name,
          ).toEqual([])
          const sideways = await arena.page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement
            return scrollWidth - clientWidth
          })
          expect(sideways, `${name} scrolls sideways`).toBeLessThanOrEqual(0)
        }
        expect(world.strangers).toEqual([])
      })

      test('the dialog is accessible', async ({ arena, world }) => {
        await arena.open()
        await expect(arena.feed).toHaveText('Live')
        await arena.button('New match').click()
        await expect(arena.dialog.getByRole('group', { name: 'Matching markets' })).toBeVisible()
        await arena.fill({ source: 'Demo market' })
        const { violations } = await new AxeBuilder({ page: arena.page }).include('dialog').analyze()
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
        await arena.page.keyboard.press('Escape')
        await expect(arena.dialog).toBeHidden()
        expect(world.strangers).toEqual([])
      })
    })
  }
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
