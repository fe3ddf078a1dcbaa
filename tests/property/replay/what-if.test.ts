import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import type { RiskRules } from '$lib/core/risk-rules'
import { readTape } from '$lib/replay/match-tape'
import { condensed, needsCloses, watchesPrices, withoutCloses } from '$lib/replay/what-if/condensed'
import { delayed } from '$lib/replay/what-if/delayed'
import { otherConfig, withOtherLimits } from '$lib/replay/what-if/other-world'
import { type PreparedWhatIf, prepareWhatIf } from '$lib/replay/what-if/prepare'
import { foldInputs, whatIf } from '$lib/replay/what-if/what-if'
import type { MatchConfig } from '$lib/engine/config'
import type { WholeMatch } from '$lib/match/whole-match'
import { drawTailRules } from '../../fixtures/drawn-tail-rules'
import { drain, wholeMatchOf } from '../../fixtures/replay/whole-match-of'
import {
  SyntheticMatch,
  drawRules,
  matchConfig,
  minutesBefore,
  modelMatchConfig,
  riskMatchConfig,
  tailMatchConfig,
} from '../../fixtures/synthetic-match'

const AS_PLAYED = { feeBasisPoints: undefined, spreadFactor: 1, latency: 0, risk: undefined }

const CONFIGS = [() => matchConfig(), () => modelMatchConfig(), () => riskMatchConfig()] as const

function prepared(match: WholeMatch): PreparedWhatIf {
  const tape = drain(readTape(match))
  if (!tape.ok) throw new Error(tape.error)
  return drain(prepareWhatIf(tape.value))
}

function play(seed: number, ruled: boolean, count = 300): WholeMatch {
  const config = ruled ? ruledConfig(seed) : (CONFIGS[seed % CONFIGS.length] ?? matchConfig)()
  return wholeMatchOf(new SyntheticMatch(`what if ${seed}`, config, seed % 2 === 0).inputs(count))
}

function ruledConfig(seed: number): MatchConfig {
  const rules = drawRules(Random.fromSeed(`rules ${seed}`))
  return seed % 2 === 0 ? riskMatchConfig(rules) : tailMatchConfig({ ...rules, ...tailRules(seed) })
}

/** Without exits, so that nothing watches prices; an hour and more of minutes came before. */
function playQuiet(seed: number, count = 300): WholeMatch {
  const config = seed % 2 === 0 ? matchConfig() : modelMatchConfig()
  const [start, live, ...body] = new SyntheticMatch(`quiet ${seed}`, config).inputs(count)
  if (start === undefined || live === undefined) throw new Error('a match without a start')
  return wholeMatchOf([start, live, ...minutesBefore(Random.fromSeed(`minutes ${seed}`)), ...body])
}

function tailRules(seed: number): RiskRules {
  return drawTailRules(Random.fromSeed(`tails ${seed}`))
}

/** Of the limits those that judge trades alone. */
function quietRules(seed: number): RiskRules {
  const { productExposureBasisPoints, priceCollarBasisPoints, ordersPerMinute, coolDown } = drawRules(
    Random.fromSeed(`quiet ${seed}`),
  )
  return {
    ...(productExposureBasisPoints === undefined ? {} : { productExposureBasisPoints }),
    ...(priceCollarBasisPoints === undefined ? {} : { priceCollarBasisPoints }),
    ...(ordersPerMinute === undefined ? {} : { ordersPerMinute }),
    ...(coolDown === undefined ? {} : { coolDown }),
  }
}

const MATCHES = { seed: fc.nat(1e6), ruled: fc.boolean() }

describe('what if', () => {
  it('gives the standings of the match when nothing is changed', () => {
    fc.assert(
      fc.property(MATCHES.seed, MATCHES.ruled, (seed, ruled) => {
        const match = play(seed, ruled)
        const rows = whatIf(prepared(match), AS_PLAYED)
        if (!rows.ok) throw new Error(rows.error)
        const byRun = rows.value.toSorted((a, b) => a.run - b.run)
        const standings = byRun.map(({ name, role, color, equity, trades }) => ({
          name,
          role,
          color,
          equity,
          trades,
        }))
        expect(standings).toEqual(match.head.standings)
        for (const row of byRun) {
          expect([row.wasEquity, row.wasTrades, row.wasRank]).toEqual([row.equity, row.trades, row.rank])
        }
      }),
      { numRuns: 40 },
    )
  })

  it('comes to the same without the prices nobody looks at, under any limits that do not act on prices', () => {
    const choices = fc.record({
      feeBasisPoints: fc.constantFrom(undefined, 0, 25, 60),
      spreadFactor: fc.constant(1),
      latency: fc.constantFrom(0, 700, 30_000),
      risk: fc.option(fc.nat(1e6).map(quietRules), { nil: undefined }),
    })
    fc.assert(
      fc.property(MATCHES.seed, choices, (seed, choice) => {
        const match = prepared(play(seed, false))
        const other = otherConfig(match.config, choice)
        const { inputs, namesExits, riskCommands } = withOtherLimits(match, choice)
        fc.pre(!watchesPrices(other, namesExits, riskCommands))
        const all = delayed(inputs, choice.latency)
        expect(needsCloses(other, riskCommands)).toBe(false)
        const few = condensed(withoutCloses(all), other.products.length)
        expect(few.length).toBeLessThan(all.length)
        expect(foldInputs(other, match.startedAt, few)).toEqual(foldInputs(other, match.startedAt, all))
      }),
      { numRuns: 40 },
    )
  })

  it('comes to the same without them under limits that rest on returns, but not without closes', () => {
    let changed = 0
    fc.assert(
      fc.property(MATCHES.seed, fc.constantFrom(0, 700, 30_000), (seed, latency) => {
        const match = prepared(playQuiet(seed))
        const choice = { ...AS_PLAYED, latency, risk: { ...quietRules(seed), ...tailRules(seed) } }
        const other = otherConfig(match.config, choice)
        const { inputs, namesExits, riskCommands } = withOtherLimits(match, choice)
        expect([watchesPrices(other, namesExits, riskCommands), needsCloses(other, riskCommands)]).toEqual([
          false,
          true,
        ])
        const all = delayed(inputs, latency)
        const few = condensed(all, other.products.length)
        expect(few.length).toBeLessThan(all.length)
        const whole = foldInputs(other, match.startedAt, all)
        expect(foldInputs(other, match.startedAt, few)).toEqual(whole)
        const blind = foldInputs(other, match.startedAt, withoutCloses(all))
        if (blind.some(({ equity }, run) => equity !== whole[run]?.equity)) changed += 1
      }),
      { numRuns: 30 },
    )
    expect(changed).toBeGreaterThan(5)
  })

  it('never throws, whatever is chosen', () => {
    const choices = fc.record({
      feeBasisPoints: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
      spreadFactor: fc.double({ min: 1, max: 3, noNaN: true }),
      latency: fc.double({ min: 0, max: 30_000, noNaN: true }),
      risk: fc.option(
        fc.nat(1e6).map((seed) => ({
          ...drawRules(Random.fromSeed(`other ${seed}`)),
          ...(seed % 2 === 0 ? tailRules(seed) : {}),
        })),
        { nil: undefined },
      ),
    })
    fc.assert(
      fc.property(MATCHES.seed, MATCHES.ruled, choices, (seed, ruled, choice) => {
        const rows = whatIf(prepared(play(seed, ruled, 150)), choice)
        expect(rows.ok && rows.value.every(({ equity }) => !equity.startsWith('-'))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})
