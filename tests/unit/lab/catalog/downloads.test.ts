import { beforeEach, describe, expect, it } from 'vitest'
import type { DownloadRequest } from '$lib/lab/catalog/download-types'
import { DAY, DownloadWorld, SECOND, minutes } from '../../../fixtures/download-world'
import { MINUTE, T0, between } from '../../../fixtures/lab-world'
import { settled } from '../../../fixtures/virtual-clock'

let world: DownloadWorld

beforeEach(async () => {
  world = await new DownloadWorld().open()
})

describe('a download', () => {
  it('asks for 300 buckets at a time, both ends included, and stores them oldest first', async () => {
    expect(await world.downloads.start(minutes(0, 700))).toEqual({ ok: true, value: undefined })
    expect(await world.finish()).toMatchObject({ state: 'done', done: 3, of: 3, rows: 700, notice: '' })
    expect(world.asked).toEqual(['60: 0–299', '60: 300–599', '60: 600–699'])
    expect(await world.stored(0, 700)).toEqual(between(0, 700))
  })

  it('makes at most five requests a second', async () => {
    await world.downloads.start(minutes(0, 9000))
    await world.finish()
    const times = world.server.requests.map(({ at }) => at)
    for (const [index, at] of times.entries()) {
      expect(at - (times[index - 5] ?? -Infinity)).toBeGreaterThanOrEqual(1000)
    }
  })

  it('asks only for what is missing', async () => {
    await world.downloads.start(minutes(300, 600))
    await world.finish()
    await world.downloads.start(minutes(0, 900))
    await world.finish()
    expect(world.asked).toEqual(['60: 300–599', '60: 0–299', '60: 600–899'])
    expect(await world.stored(0, 900)).toEqual(between(0, 900))
  })

  it('marks buckets without a bar as holes', async () => {
    world.server.answer = (request) =>
      world.exchange(request, (time) => (time - T0) / MINUTE < 100 || (time - T0) / MINUTE >= 110)
    await world.downloads.start(minutes(0, 400))
    await world.finish()
    const listed = await world.catalog.datasets()
    expect(listed.ok && listed.value[0]).toMatchObject({
      ...{ rows: 390, missing: 10 },
      holes: [{ from: T0 + 100 * MINUTE, to: T0 + 110 * MINUTE }],
    })
  })

  it('leaves out what is not over for long enough to be complete', async () => {
    const end = (world.clock.now() - T0) / MINUTE
    await world.downloads.start(minutes(end - 20, end + 100))
    expect(await world.finish()).toMatchObject({ state: 'done', rows: 15 })
  })

  it('tells how long it will take', async () => {
    await world.downloads.start(minutes(0, 30_000))
    await world.clock.advance(10 * SECOND)
    await settled()
    const [view] = world.told
    expect(view).toMatchObject({ state: 'running', of: 100 })
    expect(view?.done).toBeGreaterThan(20)
    expect(view?.left).toBeGreaterThan(5 * SECOND)
    expect(view?.left).toBeLessThan(30 * SECOND)
  })

  it('refuses what cannot be asked for', async () => {
    const start = (over: Partial<DownloadRequest>) => world.downloads.start({ ...minutes(0, 10), ...over })
    expect(await start({ product: 'bitcoin!' })).toMatchObject({ ok: false })
    expect(await start({ range: { from: T0, to: T0 } })).toMatchObject({ ok: false })
    expect(await start({ range: { from: NaN, to: T0 } })).toMatchObject({ ok: false })
    expect(await start({ range: { from: T0 + 500 * DAY, to: T0 + 600 * DAY } })).toMatchObject({ ok: false })
    expect(world.server.requests).toEqual([])
    await start({ product: 'NOPE-USD' })
    expect(await world.finish()).toMatchObject({
      state: 'failed',
      notice: 'Coinbase does not trade NOPE-USD against USD now.',
    })
  })
})

describe('a download that is interrupted', () => {
  it('goes on after 429 and lost connections', async () => {
    let answers = 0
    world.server.answer = (request) => {
      answers += 1
      if (answers % 3 === 0) return { status: 429, body: '{"message":"Public rate limit exceeded"}' }
      if (answers % 5 === 0) return 'unreachable'
      return world.exchange(request)
    }
    await world.downloads.start(minutes(0, 3000))
    expect(await world.finish()).toMatchObject({ state: 'done', rows: 3000 })
    expect(await world.stored(0, 3000)).toEqual(between(0, 3000))
  })

  it('stands with a sentence when the exchange stays away, and resumes', async () => {
    world.server.answer = (request) =>
      request.path === '/products' ? world.exchange(request) : 'unreachable'
    await world.downloads.start(minutes(0, 600))
    expect(await world.finish()).toMatchObject({
      state: 'paused',
      notice: 'Coinbase could not be reached by request.',
    })
    world.server.answer = (request) => world.exchange(request)
    expect(await world.downloads.resume(world.told[0]?.id ?? '')).toEqual({ ok: true, value: undefined })
    expect(await world.finish()).toMatchObject({ state: 'done', rows: 600 })
  })

  it('can be paused, resumed and cancelled; what is stored stays', async () => {
    await world.downloads.start(minutes(0, 30_000))
    await world.clock.advance(5 * SECOND)
    const id = world.told[0]?.id ?? ''
    await world.downloads.pause(id)
    expect(world.told[0]?.state).toBe('paused')
    const rows = world.told[0]?.rows ?? 0
    expect(rows).toBeGreaterThan(1000)
    const asked = world.server.requests.length
    await world.clock.advance(60 * SECOND)
    expect(world.server.requests).toHaveLength(asked)
    await world.downloads.resume(id)
    await world.clock.advance(2 * SECOND)
    await world.downloads.cancel(id)
    expect(world.told[0]?.state).toBe('cancelled')
    expect(await world.stored(0, rows)).toEqual(between(0, rows))
  })

  it('is found standing after a reload and asks for the rest only', async () => {
    world = await new DownloadWorld(true).open()
    await world.downloads.start(minutes(0, 3000))
    for (let tries = 0; (world.told[0]?.rows ?? 0) < 900 && tries < 500; tries += 1)
      await world.clock.advance(100)
    await world.close()
    await world.open()
    const [left] = world.downloads.views()
    expect(left).toMatchObject({ state: 'paused', product: 'BTC-USD' })
    expect(left?.notice).toContain('closed')
    await world.downloads.resume(left?.id ?? '')
    expect(await world.finish()).toMatchObject({ state: 'done' })
    expect(await world.stored(0, 3000)).toEqual(between(0, 3000))
    const asked = world.asked
    expect(asked.length).toBeLessThanOrEqual(10 + 3)
    await world.close()
    await world.open()
    expect(world.downloads.views()).toEqual([])
  })
})

describe('a range before the listing', () => {
  const listed = T0 + 20 * DAY + 5 * MINUTE
  const sinceListing = (time: number, step: number): boolean => time + step * 1000 > listed

  it('brings what there is, and says since when', async () => {
    world.server.answer = (request) => world.exchange(request, sinceListing)
    await world.downloads.start(minutes(0, 21 * 1440))
    expect(await world.finish()).toMatchObject({
      state: 'done',
      rows: 1435,
      notice: 'Coinbase has no bars of BTC-USD from 2025-06-01 to 2025-06-21; what follows is stored.',
    })
    expect(world.asked.length).toBeLessThan(12)
    const [dataset] = await world.catalog.datasets().then((answer) => (answer.ok ? answer.value : []))
    expect(dataset).toMatchObject({
      rows: 1435,
      missing: 5,
      ranges: [{ from: T0 + 20 * DAY, to: T0 + 21 * DAY }],
    })
  })

  it('that ends before it fails with a sentence', async () => {
    world.server.answer = (request) => world.exchange(request, sinceListing)
    await world.downloads.start(minutes(0, 10 * 1440))
    expect(await world.finish()).toMatchObject({
      state: 'failed',
      notice: 'Coinbase has no bars of BTC-USD from 2025-06-01 to 2025-06-11.',
    })
  })

  it('is crossed in a few requests when trading halted for months', async () => {
    const halted = (time: number) => time < T0 + DAY || time >= T0 + 90 * DAY
    world.server.answer = (request) => world.exchange(request, halted)
    await world.downloads.start(minutes(0, 91 * 1440))
    expect(await world.finish()).toMatchObject({ state: 'done', rows: 2880, notice: '' })
    expect(world.asked.length).toBeLessThan(20)
  })
})
