import { decimal } from '$lib/core/decimal'
import { type ProductSpec, parseProductSpec } from '$lib/core/product'
import { type TimeMs, timeMs } from '$lib/core/time'
import type { MatchConfig } from '$lib/engine/config'
import type { FeedEvent } from '$lib/market/feed-event'
import { demoProducts } from '$lib/feeds/demo/catalogue'
import { DemoTape } from '$lib/feeds/demo/tape'

/** 2026-10-03 12:00:00 UTC, a whole quarter of an hour. */
export const START = timeMs(Date.UTC(2026, 9, 3, 12, 0, 0))

export function demoSpecs(...bases: readonly string[]): readonly ProductSpec[] {
  return bases.map((base) => {
    const listing = demoProducts().find(({ id }) => id === `${base}-USD`)
    if (listing === undefined) throw new Error(`${base} is not in the catalogue`)
    const spec = parseProductSpec(listing)
    if (!spec.ok) throw new Error(spec.error)
    return spec.value
  })
}

export function demoTape(seed: string, bases: readonly string[], startedAt: TimeMs = START): DemoTape {
  return new DemoTape({ seed, products: demoSpecs(...bases), startedAt })
}

export function stepsOf(tape: DemoTape, count: number): FeedEvent[] {
  return Array.from({ length: count }, () => tape.step()).flat()
}

export function demoConfig(bases: readonly string[], speed: 1 | 10 | 60, seed = 'seed'): MatchConfig {
  return {
    formatVersion: 1,
    matchId: 'm1',
    source: 'demo',
    products: demoSpecs(...bases),
    runs: [],
    rules: { preset: 'classic', fees: { type: 'none' }, risk: {} },
    initialCash: decimal('100000'),
    interval: timeSpan(60),
    startedAt: START,
    demo: { seed, speed },
  }
}

function timeSpan(seconds: number): MatchConfig['interval'] {
  return (seconds * 1000) as MatchConfig['interval']
}
