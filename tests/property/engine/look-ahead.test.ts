import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { productIndex } from '$lib/core/product'
import { Random } from '$lib/core/random'
import { durationMs } from '$lib/core/time'
import type { FillModel } from '$lib/engine/block/fill-model'
import type { ColumnarAlpha } from '$lib/engine/stages/alpha/columnar'
import type { AlphaContext, AlphaModel } from '$lib/engine/stages/alpha/contract'
import { SmaCross } from '$lib/engine/stages/alpha/sma-cross'
import type { Bars } from '$lib/market/bars'
import type { Granularity } from '$lib/market/types'
import { seededBars } from '../../bench/seeded-bars'
import { isBlindToFuture } from '../../fixtures/look-ahead'
import { alphaOf, barConfig } from '../../fixtures/risk-bars'

const ROWS = 120
const FIRST = productIndex(0)
const CONFIG = barConfig({}, 2, { type: 'flat', basisPoints: 10 })
const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const
const GRANULARITIES: readonly Granularity[] = [60, 300, 900]

function columnsOf(seed: string): Bars[] {
  return [seededBars(ROWS, `${seed} a`), seededBars(ROWS, `${seed} b`)]
}

/** Long while one figure of the past is above another, both drawn; also asks for what it may not see. */
function drawAlpha(seed: string): () => AlphaModel {
  const random = Random.fromSeed(`alpha ${seed}`)
  if (random.integer(4) === 0) {
    const fast = 1 + random.integer(5)
    const slow = fast + 1 + random.integer(9)
    return () => new SmaCross(fast, slow)
  }
  const draw = () => ({
    product: productIndex(random.integer(2)),
    granularity: GRANULARITIES[random.integer(3)] ?? 60,
    field: FIELDS[random.integer(5)] ?? 'close',
    back: random.integer(12) - 2,
  })
  const [one, other, wanted] = [draw(), draw(), random.uniform()]
  return () =>
    alphaOf((context, signals) => {
      const [a, b] = [one, other].map(({ product, granularity, field, back }) =>
        context[field](product, granularity, back),
      )
      const last = context.last(one.product) + context.ask(other.product) + context.time
      if (a! > b! || last % 7 === 0) signals.weight(one.product, wanted, '')
      else signals.weight(other.product, Number.isNaN(a) ? 0.1 : 0, '')
    })
}

function drawFills(random: Random): FillModel {
  const kinds = [
    { type: 'none' },
    { type: 'half-spread', basisPoints: 8 },
    { type: 'volume-share', basisPoints: 300 },
  ] as const
  const latency = durationMs([0, 30_000, 200_000][random.integer(3)] ?? 0)
  return { slippage: kinds[random.integer(3)] ?? { type: 'none' }, latency }
}

describe('Nothing that is decided hangs on the future', () => {
  it('[B2] whatever the strategy, the bars, the fills and the row are', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), fc.nat(ROWS - 2), (seed, row) => {
        const fills = drawFills(Random.fromSeed(`fills ${seed}`))
        expect(isBlindToFuture(CONFIG, columnsOf(seed), drawAlpha(seed), row, seed, fills)).toBe(true)
      }),
      { numRuns: 250 },
    )
  })

  /** Rows of which the guard tells that what was decided there needed the future. */
  const caught = (name: string, make: (columns: readonly Bars[]) => AlphaModel): number => {
    const columns = columnsOf(name)
    const rows = Array.from({ length: ROWS - 2 }, (_, row) => row)
    return rows.filter((row) => !isBlindToFuture(CONFIG, columns, make, row, name)).length
  }
  /** Long when the newest close it is shown is above the last price. */
  const follow: AlphaModel = alphaOf((context, signals) => {
    signals.weight(FIRST, context.close(FIRST, 60, 0) > context.last(FIRST) ? 1 : 0, '')
  })

  it('[B2] and a context that answers one row too many is caught', () => {
    expect(caught('context', () => follow)).toBe(0)
    const ahead = (columns: readonly Bars[]): AlphaModel =>
      alphaOf((context, signals) => {
        const close: typeof context.close = (product, _, back) =>
          columns[product]?.close[context.tick + 1 - back] ?? Number.NaN
        const shown: AlphaContext = { ...context, close, last: (product) => context.last(product) }
        follow.update(shown, signals)
      })
    expect(caught('context', ahead)).toBeGreaterThan(ROWS / 4)
  })

  it('[B2] and columns that are read ahead by a scan are caught', () => {
    const peeking = (): ColumnarAlpha => ({
      ...alphaOf((context, signals) => signals.weight(FIRST, (context.tick % 10) / 10, '')),
      // Stops where the next close is the higher one.
      scan: ([closes], from, to) => {
        let row = from
        while (row < to && !((closes?.[row + 1] ?? 0) > (closes?.[row] ?? 0))) row += 1
        return row
      },
    })
    expect(caught('scan', peeking)).toBeGreaterThan(ROWS / 4)
  })

  it('[B2] and the fold’s place cannot be moved by who is shown it', () => {
    const pushing = (): AlphaModel =>
      alphaOf((context, signals) => {
        for (const name of ['row', 'tick', 'time']) Reflect.set(context, name, ROWS - 1)
        signals.weight(FIRST, context.close(FIRST, 60, 0) > context.last(FIRST) ? 1 : 0, '')
        expect(Object.keys(context).some((name) => /block|bars|closes/i.test(name))).toBe(false)
      })
    expect(caught('pushed', pushing)).toBe(0)
  })
})
