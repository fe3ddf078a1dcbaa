import { describe, expect, it } from 'vitest'
import { err } from '$lib/core/result'
import { identify } from '$lib/ui/agent-color'
import { pictureData, scaleOf } from '$lib/ui/replay/picture-data'
import { ShareResultState } from '$lib/ui/replay/share-result.svelte'
import { hostedAddress, summaryAddress, summaryRace, summaryRows } from '$lib/ui/replay/summary'
import { FAKE_SUMMARY, FakeReplayClient } from '../../../fixtures/fake-replay-client'
import { productSpec } from '../../../fixtures/fake-arena-client'
import { view } from '../frames'

const PAGE = { origin: 'https://arena.example', pathname: '/play/' }

function setup() {
  const client = new FakeReplayClient()
  const copied: string[] = []
  const saved: string[] = []
  const means = {
    page: PAGE,
    copy: async (text: string) => {
      copied.push(text)
    },
    save: (name: string) => {
      saved.push(name)
    },
  }
  return { client, copied, saved, means, share: new ShareResultState(client, means) }
}

describe('a link', () => {
  it('holds the result, and says that it is not verifiable', async () => {
    const { copied, share } = setup()
    await share.copyLink()
    expect(copied).toEqual(['https://arena.example/play/#/replay?summary=fake-summary'])
    expect(share.answer?.text).toMatch(/summary, which nobody can verify/)
  })

  it('is shown where the browser does not copy', async () => {
    const { client, means } = setup()
    const share = new ShareResultState(client, { ...means, copy: () => Promise.reject(new Error('no')) })
    await share.copyLink()
    expect([share.answer?.good, share.link]).toEqual([false, expect.stringContaining('summary=fake-summary')])
  })

  it('is a sentence where there is none', async () => {
    const { client, copied, share } = setup()
    client.summaryLink = async () => err('The match has not begun.')
    await share.copyLink()
    expect([share.answer?.text, copied]).toEqual(['The match has not begun.', []])
    client.summaryLink = () => Promise.reject(new Error('Gone.'))
    await share.copyLink()
    expect([share.answer?.text, share.busy]).toEqual([expect.stringContaining('Gone.'), false])
  })

  it('keeps what is in a code out of the rest of the address', () => {
    expect(summaryAddress(PAGE, 'a&b#c')).toBe('https://arena.example/play/#/replay?summary=a%26b%23c')
    expect(hostedAddress(PAGE)).toBe('https://arena.example/play/#/replay?url=https://…')
  })
})

describe('a picture', () => {
  it('is saved, or there is a sentence why not', async () => {
    const { saved, share } = setup()
    await share.savePicture('a.png', async () => new Blob([]))
    expect([saved, share.answer?.good]).toEqual([['a.png'], true])
    await share.savePicture('b.png', async () => undefined)
    await share.savePicture('c.png', () => Promise.reject(new Error('No memory.')))
    expect([saved, share.answer?.text]).toEqual([['a.png'], expect.stringContaining('No memory.')])
  })

  it('says who stands where, as many as fit', () => {
    const agents = Array.from({ length: 12 }, (_, run) => ({
      ...{ run, name: `Agent ${run}`, equity: String(100_000 + run), profitRatio: run / 100_000 },
    }))
    const products = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((base) =>
      productSpec(`${base}-USD`, '0.01', '0.01'),
    )
    const shown = view({ matchTime: 7_200_000, products }, agents)
    const data = pictureData(shown, identify(shown.agents), [])
    expect(data.rows[0]).toMatchObject({ value: '$100,011.00', sign: 1 })
    expect([data.rows.length, data.more]).toEqual([8, 'and 4 more'])
    expect(data.products).toBe('A-USD · B-USD · C-USD · D-USD · E-USD · 2 more')
    expect(data.when).toMatch(/2 h of market time$/)
    expect(data.points.at(-1)?.values[3]).toBe(100_003)
  })

  it('has every point within its box, even when nothing moved', () => {
    const frame = { left: 10, top: 20, width: 100, height: 50 }
    const points = [
      { time: 0, values: [90, 110] },
      { time: 10, values: [80, 130] },
    ]
    const scale = scaleOf(points, 100, frame)
    expect([scale.x(0), scale.x(10)]).toEqual([10, 110])
    for (const value of [80, 100, 130]) {
      expect(scale.y(value)).toBeGreaterThan(20)
      expect(scale.y(value)).toBeLessThan(70)
    }
    expect(scale.y(130)).toBeLessThan(scale.y(80))
    const still = scaleOf([{ time: 5, values: [100] }], 100, frame)
    expect([still.x(5), still.y(100)]).toEqual([10, 45])
    expect(scaleOf([], 100, frame).y(100)).toBe(45)
  })
})

describe('a result read out of a link', () => {
  it('stands in order, the benchmark without a rank', () => {
    const rows = summaryRows(FAKE_SUMMARY)
    expect(rows.map(({ rank, agent }) => [rank, agent.name])).toEqual([
      [1, 'Momentum'],
      [2, 'Brainrot'],
      [3, 'Scalper'],
      [undefined, 'Buy and hold'],
    ])
    expect(rows[0]?.profitRatio).toBeCloseTo(0.024)
  })

  it('has its curves, and no figure that is none', () => {
    const race = summaryRace({ ...FAKE_SUMMARY, endedAt: FAKE_SUMMARY.endedAt + 30_000 })
    expect(race).toMatchObject({ start: 100_000, named: [0, 1, 2, 3] })
    expect(race.points).toHaveLength(41)
    expect(race.points.at(-1)?.values).toEqual([102_400, 101_090, 99_780, 98_470])
    expect(summaryRows({ ...FAKE_SUMMARY, initialCash: '0' })[0]?.profitRatio).toBe(0)
  })
})
