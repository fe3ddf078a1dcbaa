// Stops act between decisions: with nobody there to ask, at the next price, and the same again in replay.
import { expect, test } from './fixtures'
import { inBrowser } from './in-browser/bundle'
import { replayRecords } from './in-browser/entry'
import { RiskPage, TRADER, toldMatch, toldModel, toldTrade } from './risk-page'
import { readNewestLog } from './stored-log'
import { killWorker } from './worker-names'

/** Longer than any of these tests: the agent is asked once. */
const ONE_DECISION = '600'

test('a trailing stop sells across a gap while its agent is dead, and so does the replay', async ({
  arena,
  world,
}) => {
  world.market.hold('BTC-USD', 90_000)
  const model = toldModel(world)
  const risk = new RiskPage(arena)
  const bought = model.does(toldTrade({ product_id: 'BTC-USD', action: 'buy', quantity: 0.5 }))
  await toldMatch(arena, { products: ['BTC-USD'], interval: ONE_DECISION, riskRules: 'Guarded' })
  expect((await bought)[0]).toMatch(/^Bought 0\.5 BTC-USD/)
  await risk.hasExits('BTC-USD', /Trailing stop/)
  const asked = world.models.openai.calls.length
  await killWorker(arena.page, `agent ${TRADER}`)
  world.market.hold('BTC-USD', 82_800)
  await risk.isSold('BTC-USD')
  const sale = await risk.newestTrade()
  expect(sale).toMatchObject({ Action: 'SELL · Trailing stop', Quantity: '0.5', Latency: '–' })
  expect(sale?.Price?.replace(',', '')).toBe(world.bidOf('BTC-USD'))
  const [verdict] = await arena.rows('Risk verdicts')
  expect(verdict?.What).toMatch(
    /^Sold 0\.5 BTC-USD at \$82,795\.86, 3\.17\s% below its stop at \$85,504\.\d\d$/,
  )
  await expect(await risk.activity()).toContainText(/\(trailing stop: 8\.\d+\s% below its peak, limit 5\s%\)/)
  expect(world.models.openai.calls).toHaveLength(asked)

  await arena.page.reload()
  await expect.poll(() => risk.newestTrade()).toEqual(sale)
  expect(await risk.position('BTC-USD')).toBeUndefined()
  expect((await arena.rows('Risk verdicts'))[0]).toMatchObject({ Time: verdict?.Time, What: verdict?.What })
  await arena.end()
  const { steps, records } = await readNewestLog(arena.page)
  const sold = steps.filter(({ derived }) => {
    return derived.some((event) => event.type === 'RiskEvent' && event.verdict === 'liquidated')
  })
  expect(sold.map(({ input }) => input.type)).toEqual(['TickerReceived'])
  const rows = records.map((record) => Buffer.from(record).toString('base64'))
  const inNode = replayRecords(rows)
  expect(inNode).toMatchObject({ verified: true, events: records.length, divergence: '' })
  expect(inNode.liquidations).toEqual([
    expect.stringMatching(new RegExp(`^${sold[0]?.seq} TickerReceived: trailing-stop `)),
  ])
  expect(await inBrowser(arena.page, 'replayRecords', rows)).toEqual(inNode)
  expect(world.strangers).toEqual([])
})

test('an agent sets, changes and cancels exits, and hears when one has sold', async ({ arena, world }) => {
  world.market.hold('BTC-USD', 90_000)
  const model = toldModel(world)
  const risk = new RiskPage(arena)
  const exits = { stop_loss: 85_000, take_profit: 99_000, time_stop: 90, reason: 'Out of its range.' }
  await toldMatch(arena, { products: ['BTC-USD', 'SOL-USD'] })

  await test.step('given with a purchase', async () => {
    const buy = { product_id: 'BTC-USD', action: 'buy', quantity: 0.1, ...exits } as const
    const [answer] = await model.does(toldTrade(buy))
    expect(answer).toMatch(
      /^Bought 0\.1 BTC-USD .*Exits of BTC-USD: stop-loss \$85,?000\.00, take-profit \$99,?000\.00, time stop at /,
    )
    await risk.hasExits('BTC-USD', /Stop-loss \$85,000\.00, .*Take-profit \$99,000\.00, .*Time stop in 1 h/)
    await risk.hasExits('BTC-USD', /“Out of its range\.”/)
    expect((await risk.newestTrade())?.Action).toContain('“Out of its range.”')
    const prompt = await model.nextPrompt()
    expect(prompt).toContain('Risk rules: none.')
    expect(prompt).toMatch(
      /BTC-USD stop-loss 85000\.00 .*take-profit 99000\.00 .*your note: Out of its range\./,
    )
  })

  await test.step('changed and cancelled without a trade', async () => {
    const change = { product_id: 'BTC-USD', action: 'buy', quantity: 0 } as const
    const [moved] = await model.does(toldTrade({ ...change, stop_loss: 86_000, time_stop: 0 }))
    expect(moved).toMatch(/^Exits of BTC-USD: stop-loss \$86,?000\.00, take-profit \$99,?000\.00\.$/)
    await risk.hasExits('BTC-USD', /^(?!.*Time stop).*Stop-loss \$86,000\.00/)
    const [refused] = await model.does(toldTrade({ ...change, stop_loss: 95_000 }))
    expect(refused).toMatch(/^Wrong side: .*95,?000\.00 is not below the last price/)
    expect(await arena.rows('Positions')).toContainEqual(expect.objectContaining({ Quantity: '0.1' }))
  })

  await test.step('the take-profit sells, and the next prompt says so once', async () => {
    world.market.hold('BTC-USD', 99_500)
    await risk.isSold('BTC-USD')
    expect(await risk.newestTrade()).toMatchObject({ Action: 'SELL · Take-profit', Quantity: '0.1' })
    await expect(await risk.activity()).toContainText(/Sold 0\.1 BTC-USD @ \$99,?495\.\d\d \(take-profit: /)
    await model.nextPrompt()
    const after = model.prompts.filter((prompt) => prompt.includes('the risk layer sold:'))
    expect(after).toHaveLength(1)
    expect(after[0]).toMatch(
      /\d\d:\d\d UTC 0\.1 BTC-USD @ 99,?495\.\d\d, take-profit: last price \$99,?\d{3}\.\d\d at or above/,
    )
  })
  expect(world.strangers).toEqual([])
})
