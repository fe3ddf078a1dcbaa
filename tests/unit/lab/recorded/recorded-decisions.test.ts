import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { productIndex } from '$lib/core/product'
import { durationMs } from '$lib/core/time'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { runIndex } from '$lib/engine/events'
import type { LoggedStep } from '$lib/engine/log/step-codec'
import { recordedDecisions } from '$lib/lab/recorded/recorded-decisions'
import { BTC, EngineDriver, SOL } from '../../../fixtures/engine-driver'
import { BAR_PRODUCTS, barConfig, ohlc, sealed, tale } from '../../../fixtures/risk-bars'
import { PRODUCTS, START, riskMatchConfig, spec } from '../../../fixtures/synthetic-match'
import { backtestFromSignals } from '../../../fixtures/settled-signals'

const SATOSHIS = 1_000_000
const flat = (count: number) =>
  ohlc(
    Array.from({ length: count }, () => [10_000, 10_000, 10_000, 10_000]),
    START,
  )
/** Six minutes of both products from the start of the match. */
const block = sealed(flat(6), flat(6))
const target = { block, products: BAR_PRODUCTS }

/** A match in which signals arrive at the seconds given. */
function played(play: (match: EngineDriver, at: (second: number) => void) => void): readonly LoggedStep[] {
  const match = new EngineDriver(riskMatchConfig({}))
  play(match, (second) => {
    match.now = second
    match.ticker(BTC, 9_999, 10_001, second)
    match.ticker(SOL, 9_999, 10_001, second)
    match.tick()
  })
  return match.steps
}

const decisionsOf = (steps: readonly LoggedStep[], run = 0, to = target) =>
  recordedDecisions(steps, runIndex(run), PRODUCTS, to)

describe('recordedDecisions', () => {
  it('puts a signal on the last row that had closed when it came, product by its id', () => {
    const steps = played((match, at) => {
      at(59)
      match.submit(0, 'buy', SATOSHIS, BTC)
      at(60)
      match.submit(0, 'buy', 2 * SATOSHIS, BTC)
      match.submit(1, 'buy', SATOSHIS, BTC)
      at(185)
      match.signal(0, 'buy', 3 * SATOSHIS, SOL, { exits: { timeStop: durationMs(60_000) }, reason: 'Quick.' })
    })
    expect(decisionsOf(steps)).toEqual({
      ok: true,
      value: {
        signals: [
          { row: 0, product: 0, kind: 'buy', amount: 2 * SATOSHIS },
          {
            ...{ row: 2, product: 1, kind: 'buy', amount: 3 * SATOSHIS },
            ...{ exits: { timeStop: 60_000 }, reason: 'Quick.' },
          },
        ],
        notes: ['One signal was given before the first bar had closed, and left out.'],
      },
    })
  })

  it('leaves out what never was the run’s to give, and keeps what its purse refused', () => {
    const steps = played((match, at) => {
      at(61)
      match.submit(0, 'buy', SATOSHIS, BTC, 7)
      match.submit(0, 'buy', SATOSHIS, BTC, 7)
      match.submit(0, 'sell', 1e12, BTC)
      match.command('pause')
      match.submit(0, 'buy', SATOSHIS, BTC)
    })
    const found = decisionsOf(steps)
    expect(found.ok && found.value.signals.map(({ kind }) => kind)).toEqual(['buy', 'sell'])
  })

  it('says what cannot be carried over', () => {
    const steps = played((match, at) => {
      at(61)
      match.submit(0, 'buy', SATOSHIS, SOL)
      match.submit(1, 'buy', SATOSHIS, BTC)
    })
    const alone = { block: sealed(flat(6)), products: [PRODUCTS[0]!] }
    expect(decisionsOf(steps, 2)).toEqual({ ok: false, error: 'This agent gave no signals in that match.' })
    expect(decisionsOf(steps, 0, alone).ok).toBe(false)
    const other = { block: alone.block, products: [spec('BTC-USD', '0.1', '0.00000001')] }
    expect(decisionsOf(steps, 1, other)).toEqual({
      ok: false,
      error: 'BTC-USD had other steps of price or quantity in that match than in these bars.',
    })
  })

  it('settles at the next open, like every decision of a backtest', () => {
    const steps = played((match, at) => {
      at(70)
      match.submit(0, 'buy', SATOSHIS, productIndex(0))
      at(200)
      match.submit(0, 'sell', SATOSHIS, productIndex(0))
    })
    const found = decisionsOf(steps)
    if (!found.ok) throw new Error(found.error)
    const config = { ...barConfig({}, 2), initialCash: decimal('1000') }
    const result = backtestFromSignals(config, PLAIN_FILLS, block, 'recorded', '1', found.value.signals)
    expect(result.ok && tale(result.value)).toEqual(['1 bought 0 at 10000', '3 sold 0 at 10000'])
  })
})
