import { describe, expect, it } from 'vitest'
import { DownloadWorld, SECOND, minutes } from '../../../fixtures/download-world'
import { BTC } from '../../../fixtures/coinbase/products'
import { MINUTE, T0 } from '../../../fixtures/lab-world'

describe('a year of minutes', () => {
  it('is 525,600 rows in 1,752 requests', async () => {
    const world = await new DownloadWorld().open()
    await world.downloads.start(minutes(0, 525_600))
    expect(await world.finish()).toMatchObject({ state: 'done', done: 1752, of: 1752, rows: 525_600 })
    expect(world.server.asked('/candles')).toHaveLength(1752)
    const bars = await world.catalog.read(BTC.id, 60, T0, T0 + 525_600 * MINUTE)
    expect(bars.ok && bars.value.length).toBe(525_600)
    const spent = (world.server.requests.at(-1)?.at ?? 0) - (world.server.requests[0]?.at ?? 0)
    expect(spent).toBeGreaterThanOrEqual((1752 / 5) * SECOND)
    expect(spent).toBeLessThan(400 * SECOND)
  }, 30_000)
})
