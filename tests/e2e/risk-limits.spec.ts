// Limits that stop an agent, and times at which nothing may be sold.
import { AgentsPage } from './agents-page'
import { expect, test } from './fixtures'
import { RiskPage, TRADER, toldMatch, toldModel, toldTrade } from './risk-page'

const buy = (quantity: number, exits: { stop_loss?: number; time_stop?: number } = {}) => {
  return toldTrade({ product_id: 'BTC-USD', action: 'buy', quantity, ...exits })
}

test('a daily loss sells all and stops purchases until Re-arm; a pause sells nothing until Resume', async ({
  arena,
  world,
}) => {
  world.market.hold('BTC-USD', 90_000)
  const model = toldModel(world)
  const risk = new RiskPage(arena)
  const card = arena.table('Leaderboard').getByRole('row').filter({ hasText: TRADER })
  await toldMatch(arena, { products: ['BTC-USD'], limits: { 'Daily loss limit (%)': '3' } })

  await test.step('halted', async () => {
    await model.does(buy(1))
    world.market.hold('BTC-USD', 86_400)
    await risk.isSold('BTC-USD')
    await expect(card).toContainText('Halted')
    expect((await risk.newestTrade())?.Action).toBe('SELL · Daily loss limit')
    const halt =
      /daily loss limit: down 3\.6\d+\s% within the day, limit 3\s%; buying stops until you re‑arm it/i
    await expect(risk.panel).toContainText(halt)
    const [refused] = await model.does(buy(0.1))
    expect(refused).toMatch(
      /^Refused by risk \(daily loss limit\): .* until the operator re-arms; nothing was traded/,
    )
    expect(model.prompts.at(-1)).toMatch(/You may not buy since .*daily loss limit/)
  })

  await test.step('re-armed', async () => {
    await risk.panel.getByRole('button', { name: `Re-arm ${TRADER}` }).click()
    await expect(card).not.toContainText('Halted')
    expect((await model.does(buy(0.1, { stop_loss: 80_000 })))[0]).toMatch(/^Bought 0\.1 BTC-USD/)
    await risk.hasExits('BTC-USD', /Stop-loss \$80,000\.00/)
  })

  await test.step('paused', async () => {
    await arena.button('Pause').click()
    await expect(arena.notice(/^Paused/)).toBeVisible()
    world.market.hold('BTC-USD', 78_000)
    await expect.poll(async () => (await arena.rows('Market'))[0]?.Price).toContain('78,000.00')
    expect((await risk.position('BTC-USD'))?.Quantity).toBe('0.1')
    await arena.button('Resume').click()
    await risk.isSold('BTC-USD')
    expect((await risk.newestTrade())?.Action).toBe('SELL · Stop-loss')
  })
  expect(world.strangers).toEqual([])
})

test('on a silent feed a due stop waits and a crossed one is unseen: both sell at the first fresh quote', async ({
  arena,
  world,
}) => {
  world.market.hold('BTC-USD', 90_000)
  world.market.hold('SOL-USD', 130)
  const model = toldModel(world)
  const risk = new RiskPage(arena)
  const sol = { product_id: 'SOL-USD', action: 'buy', quantity: 10 } as const
  const bought = model.does(buy(0.1, { time_stop: 0.3 }), toldTrade({ ...sol, stop_loss: 125 }))
  await toldMatch(arena, { products: ['BTC-USD', 'SOL-USD'], interval: '600' })
  expect(await bought).toEqual([expect.stringMatching(/^Bought/), expect.stringMatching(/^Bought/)])
  world.fallSilent()
  world.market.hold('SOL-USD', 120)
  await risk.hasExits('SOL-USD', /Stop-loss \$125\.00/)
  await expect(await risk.activity()).toContainText(
    /0\.1 BTC-USD is to be sold at the first fresh quote \(time stop: /,
    { timeout: 45_000 },
  )
  expect((await arena.rows('Positions')).filter(({ Agent }) => Agent?.includes(TRADER))).toHaveLength(2)
  await expect(arena.feed).toHaveText(/Stale|Reconnecting/, { timeout: 30_000 })
  world.faults.clear()
  await risk.isSold('SOL-USD')
  await risk.isSold('BTC-USD')
  const sales = (await arena.rows('Trade log')).filter(({ Action }) => Action?.startsWith('SELL'))
  expect(sales.map(({ Action, Product, Price }) => `${Action} ${Product} ${Price}`).sort()).toEqual([
    'SELL · Stop-loss SOL-USD 119.99',
    'SELL · Time stop BTC-USD 89,995.50',
  ])
  expect(world.strangers).toEqual([])
})

test('limits of a match and of an agent: bad ones get sentences, good ones hold, in a demo too', async ({
  arena,
  world,
}) => {
  await arena.open()
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.row('Momentum').getByRole('button', { name: 'Edit' }).click()
  await agents.showLimits()
  for (const bad of ['0', '-5', '101', 'abc', '0.001']) {
    await agents.field('Trailing stop (%)').fill(bad)
    await agents.save()
    await expect(agents.field('Trailing stop (%)'), bad).toHaveAttribute('aria-invalid', 'true')
  }
  await agents.field('Trailing stop (%)').fill('2')
  await agents.save()
  await expect(agents.row('Momentum')).toContainText('Own limits: trailing stop 2 %')
  await arena.page.getByRole('link', { name: 'Arena', exact: true }).click()
  await arena.end()
  await arena.button('New match').click()
  await arena.fill({ source: 'Demo market', seed: 'limits', speed: '60×', riskRules: 'Guarded' })
  await arena.showLimits()
  const submit = arena.dialog.getByRole('button', { name: 'Start match', exact: true })
  const cap = arena.dialog.getByLabel('Product exposure (%)', { exact: true })
  for (const bad of ['0', '-5', '101', 'abc']) {
    await cap.fill(bad)
    // Out of sight a fault would be a riddle: the form shows its limits by itself.
    await arena.dialog.locator('summary', { hasText: 'Limits' }).click()
    await submit.click()
    await expect(cap, bad).toBeVisible()
    await expect(cap, bad).toHaveAttribute('aria-invalid', 'true')
    await expect(cap, bad).toBeFocused()
    await expect(cap, bad).toHaveAccessibleDescription(/Product exposure must be|number/)
  }
  await expect(arena.dialog.getByLabel('Risk rules', { exact: true })).toHaveValue('own')
  await cap.fill('1.5')
  await submit.click()
  await expect(arena.dialog).toBeHidden()
  const risk = new RiskPage(arena)
  await expect
    .poll(async () => (await arena.rows('Risk verdicts')).length, { timeout: 45_000 })
    .toBeGreaterThan(0)
  await expect(risk.panel).toContainText('Own limits')
  await risk.showLimits('Momentum')
  await expect(risk.limitsOf('Momentum')).toContainText('Trailing stop 2 %')
  expect(world.strangers).toEqual([])
})
