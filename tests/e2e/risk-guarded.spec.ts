// An agent that goes all in under Guarded: cut to the cap, told so, and shown with what watches over it.
import { expect, test } from './fixtures'
import { RiskPage, TRADER, toldMatch, toldModel, toldTrade } from './risk-page'

test('all in under Guarded is cut to the cap; the agent is told, and the page shows all of it', async ({
  arena,
  world,
}) => {
  world.market.hold('BTC-USD', 90_000)
  world.market.hold('SOL-USD', 130)
  const model = toldModel(world)
  const risk = new RiskPage(arena)
  const bought = model.does(toldTrade({ product_id: 'BTC-USD', action: 'buy', quantity: 1.1 }))
  await toldMatch(arena, {
    products: ['BTC-USD', 'SOL-USD'],
    interval: '6',
    riskRules: 'Guarded',
  })

  await test.step('the purchase is cut, and the agent reads by which rule', async () => {
    expect(await bought).toEqual([
      expect.stringMatching(
        /^Bought 0\.5\d+ of 1\.1 requested BTC-USD \(product exposure: would be 99\.\d+ % of equity, limit 50 %\) @ \$90,?004\.50 /,
      ),
    ])
  })

  await test.step('verdict, exits, stop line and limits are on the page', async () => {
    await risk.hasExits('BTC-USD', /^Trailing stop \$85,504\.\d\d, \d\.\d\d % below$/)
    const [verdict] = await arena.rows('Risk verdicts')
    expect(verdict).toMatchObject({ Agent: TRADER, Rule: 'Product exposure' })
    expect(verdict?.What).toMatch(/^Purchase of 1\.1 BTC-USD at \$90,000\.00 cut to 0\.5\d+$/)
    const stops = risk.stops.getByRole('list', { name: 'Stops of BTC-USD' })
    await expect(stops).toContainText(/Momentum\s*Trailing stop \$85,504\.\d\d/)
    await expect(risk.stops.locator('canvas').first()).toBeVisible()
    await expect(risk.limitsOf(TRADER)).toContainText(/Product exposure 50\s%\s*BTC-USD 50\.00\s% of equity/)
    await expect(risk.limitsOf(TRADER).getByRole('meter', { name: 'Trailing stop used' })).toBeVisible()
    await expect(await risk.activity()).toContainText(/A purchase of 1\.1 BTC-USD was cut to 0\.5\d+ \(/)
  })

  await test.step('what the cap was worth follows the price', async () => {
    world.market.hold('BTC-USD', 87_300)
    await expect(risk.worth).toContainText(/saved Momentum \$1,470\.\d\d\./)
    world.market.hold('BTC-USD', 91_000)
    await expect(risk.worth).toContainText(/cost Momentum \$544\.\d\d\./)
  })

  await test.step('a quote that moves while the agent thinks is not traded', async () => {
    const moves = () => {
      world.models.thinkingTime = 1800
      world.market.hold('SOL-USD', 132)
    }
    const wish = toldTrade({ product_id: 'SOL-USD', action: 'buy', quantity: 10 })
    const [answer] = await model.doesWhile(moves, wish)
    expect(answer).toMatch(/^Refused by risk \(price collar\): the quote moved 1\.5\d* % .* limit 0\.5 %/)
    await expect.poll(async () => (await arena.rows('Risk verdicts'))[0]?.Rule).toBe('Price collar')
  })
  expect(world.strangers).toEqual([])
})
