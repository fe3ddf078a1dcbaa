/** Work shared out to hands, without workers. */
import { describe, expect, test } from 'vitest'
import { type Result, err, ok } from '$lib/core/result'
import type { ShareListener, SharedProgress } from '$workers/api/lab'
import { type Hand, type Share, SharePool, type SharedWork } from '$workers/lab/pool'
import { VirtualClock } from '../../fixtures/virtual-clock'

type Take = (share: Share, told: ShareListener) => Promise<Result<Share, string>>

/** Hands that all do the same; how many were hired, and are still there. */
class Hands {
  hired = 0
  there = 0
  readonly parts: Share[] = []

  constructor(private readonly take: Take) {}

  work(change: Partial<SharedWork<Share>> = {}): SharedWork<Share> {
    const hire = async (): Promise<Hand<Share>> => {
      this.hired += 1
      this.there += 1
      let isThere = true
      const end = (): void => {
        if (isThere) this.there -= 1
        isThere = false
      }
      return { take: this.take, end }
    }
    const collect = (part: Share): void => void this.parts.push(part)
    return { of: 1000, hands: 99, unit: 1, hire, collect, ...change }
  }
}

const diligent: Take = async (share, told) => {
  await Promise.resolve()
  return (await told.onDone(share.to - share.from)) ? ok(share) : err('It was stopped.')
}

function poolOf(cores: number): { pool: SharePool; news: SharedProgress[] } {
  const news: SharedProgress[] = []
  return { pool: new SharePool(new VirtualClock(), cores, (one) => void news.push(one)), news }
}

/** Pieces in order, each once. */
function piecesOf(parts: readonly Share[]): number[] {
  const rising = [...parts].sort((a, b) => a.from - b.from)
  return rising.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at))
}

describe('a pool of hands', () => {
  test.each([
    [1, 1, 1000],
    [4, 1, 1000],
    [16, 7, 1000],
    [64, 1024, 100_000],
    [3, 1024, 5],
  ])('%d cores, shares at multiples of %d: every piece of %d once', async (cores, unit, of) => {
    const hands = new Hands(diligent)
    const { pool, news } = poolOf(cores)
    expect(await pool.run(hands.work({ of, unit }))).toEqual({ ok: true, value: undefined })
    expect(piecesOf(hands.parts)).toEqual(Array.from({ length: of }, (_, piece) => piece))
    expect(hands.parts.every(({ from }) => from % unit === 0)).toBe(true)
    expect(news.at(-1)).toMatchObject({ done: of, of })
    expect(hands.hired).toBeLessThanOrEqual(Math.min(cores, 16, Math.ceil(of / unit)))
    expect(hands.there).toBe(0)
  })

  test('it hires no more hands than the work is worth', async () => {
    const hands = new Hands(diligent)
    await poolOf(8).pool.run(hands.work({ hands: 2 }))
    expect(hands.hired).toBe(2)
    await poolOf(8).pool.run(hands.work({ hands: 0 }))
    expect(hands.hired).toBe(3)
  })

  test('stopped half-way, it says so and keeps no hand', async () => {
    const hands = new Hands(diligent)
    const { pool, news } = poolOf(4)
    const running = pool.run(hands.work({ collect: () => pool.stop() }))
    expect(await running).toEqual({ ok: false, error: 'It was stopped.' })
    expect(news.at(-1)?.done).toBeLessThan(1000)
    expect(hands.there).toBe(0)
  })

  test('stopped before anybody was hired, it does nothing', async () => {
    const hands = new Hands(diligent)
    const { pool } = poolOf(2)
    pool.stop()
    expect(await pool.run(hands.work())).toEqual({ ok: false, error: 'It was stopped.' })
    expect(hands.parts).toEqual([])
    expect(hands.there).toBe(0)
  })

  test('stopped, it waits for nobody: whoever is at work is let go', async () => {
    let dismiss: (cause: Error) => void = () => undefined
    const over = new Promise<never>((_, reject) => (dismiss = reject))
    const hire = async (): Promise<Hand<Share>> => ({
      take: () => over,
      end: () => dismiss(new Error('It was closed.')),
    })
    const { pool } = poolOf(3)
    const running = pool.run(new Hands(diligent).work({ hire }))
    await new Promise((resolve) => setTimeout(resolve))
    pool.stop()
    expect(await running).toEqual({ ok: false, error: 'It was stopped.' })
  })

  test('what went wrong first is the answer, not that the others were ended', async () => {
    let told = 0
    const hands = new Hands(async (share, listener) => {
      told += 1
      return told === 3 ? err('These bars are gone.') : diligent(share, listener)
    })
    expect(await poolOf(4).pool.run(hands.work())).toEqual({ ok: false, error: 'These bars are gone.' })
    expect(piecesOf(hands.parts).length).toBeLessThan(1000)
    expect(hands.there).toBe(0)
  })

  test('a hand that dies ends the work for all', async () => {
    let told = 0
    const hands = new Hands(async (share, listener) => {
      told += 1
      if (told === 3) throw new Error('The worker answers no more.')
      return diligent(share, listener)
    })
    await expect(poolOf(4).pool.run(hands.work())).rejects.toThrow('The worker answers no more.')
    await new Promise((resolve) => setTimeout(resolve))
    expect(hands.there).toBe(0)
    expect(piecesOf(hands.parts).length).toBeLessThan(1000)
  })

  test('a hand that cannot be hired ends the work', async () => {
    const hands = new Hands(diligent)
    const hire = (): Promise<Hand<Share>> => Promise.reject(new Error('No worker could be started.'))
    await expect(poolOf(2).pool.run(hands.work({ hire }))).rejects.toThrow('No worker could be started.')
  })
})
