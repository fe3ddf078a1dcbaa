// The service worker reopens the app where there is no network at all, and the demo market runs there.
import { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'

test('the app reopens offline and plays a demo match', async ({ arena, context }) => {
  await arena.open()
  await arena.page.evaluate(async () => (await navigator.serviceWorker.ready).scope)
  await arena.page.close()
  await context.setOffline(true)
  const again = new ArenaPage(await context.newPage())
  await again.open()
  await expect(again.feed).toHaveText('Demo', { timeout: 20_000 })
  await again.waitForTrades(1)
})
