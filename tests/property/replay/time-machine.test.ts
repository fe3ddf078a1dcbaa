import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WholeMatch } from '$lib/match/whole-match'
import { readTape } from '$lib/replay/match-tape'
import { indexTape } from '$lib/replay/replay-index'
import { TimeMachine } from '$lib/replay/time-machine'
import type { ActivityRow, EquityPoint, TradeRow, ViewFrame } from '$workers/api/view'
import { drain, wholeMatchOf } from '../../fixtures/replay/whole-match-of'
import {
  SyntheticMatch,
  matchConfig,
  modelMatchConfig,
  riskMatchConfig,
} from '../../fixtures/synthetic-match'

const CONFIGS = [
  () => matchConfig(),
  () => modelMatchConfig(),
  () => riskMatchConfig({ trailingStopBasisPoints: 80 }),
]

function machineOf(match: WholeMatch): TimeMachine {
  const tape = drain(readTape(match))
  if (!tape.ok) throw new Error(tape.error)
  return new TimeMachine(tape.value, indexTape(tape.value))
}

/** What a page has drawn after the frames it was sent. */
class Page {
  trades: readonly TradeRow[] = []
  activity: readonly ActivityRow[] = []
  equity: readonly EquityPoint[] = []

  take(frame: ViewFrame): void {
    this.trades = [...(frame.reset ? [] : this.trades), ...frame.trades]
    this.activity = [...(frame.reset ? [] : this.activity), ...frame.activity]
    this.equity = [...(frame.reset ? [] : this.equity), ...frame.equity]
  }
}

describe('a time machine', () => {
  it('shows the same moment whichever way it came there', () => {
    const visits = fc.array(fc.nat(260), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.nat(1e6), visits, (seed, seqs) => {
        const config = (CONFIGS[seed % CONFIGS.length] ?? matchConfig)()
        const match = wholeMatchOf(new SyntheticMatch(`travel ${seed}`, config, seed % 2 === 0).inputs(250))
        const machine = machineOf(match)
        const page = new Page()
        for (const seq of seqs) {
          const before = machine.position.seq
          drain(machine.seek(seq))
          const frame = machine.frame()
          page.take(frame)
          if (machine.position.seq < before) expect(frame.reset).toBe(true)
          const straight = machineOf(match)
          drain(straight.seek(seq))
          const fresh = straight.frame()
          expect(machine.position).toEqual(straight.position)
          expect(frame.view).toEqual(fresh.view)
          expect(page).toMatchObject({ trades: fresh.trades, activity: fresh.activity, equity: fresh.equity })
        }
      }),
      { numRuns: 25 },
    )
  })
})
