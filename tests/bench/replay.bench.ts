import { drain } from '../fixtures/replay/whole-match-of'
import { longMatch } from '../fixtures/share/long-match'
import { type MatchTape, readTape } from '../../src/lib/replay/match-tape'
import { indexTape } from '../../src/lib/replay/replay-index'
import { TimeMachine } from '../../src/lib/replay/time-machine'
import { RISK_PRESETS } from '../../src/lib/core/risk-rules'
import { prepareWhatIf } from '../../src/lib/replay/what-if/prepare'
import { whatIf } from '../../src/lib/replay/what-if/what-if'
import type { WhatIfChoices } from '../../src/workers/api/replay'
import type { BenchRow } from './bench-row'

const RUNS = 7

const AS_PLAYED = { feeBasisPoints: undefined, spreadFactor: 1, latency: 0, risk: undefined }

const KNOBS: readonly (readonly [string, WhatIfChoices])[] = [
  ['as played, guarded limits', AS_PLAYED],
  ['fee 60 bps', { ...AS_PLAYED, feeBasisPoints: 60 }],
  ['spread × 3', { ...AS_PLAYED, spreadFactor: 3 }],
  ['30 s later', { ...AS_PLAYED, latency: 30_000 }],
  ['no limits', { ...AS_PLAYED, risk: {} }],
  ['strict limits', { ...AS_PLAYED, risk: RISK_PRESETS.strict }],
  ['all at once', { feeBasisPoints: 60, spreadFactor: 2, latency: 15_000, risk: RISK_PRESETS.strict }],
]

/** Best of several runs, milliseconds: other work on the machine only ever adds. */
function best(work: () => void): number {
  let least = Infinity
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

export function run(): Promise<BenchRow[]> {
  const match = longMatch()
  const rows: BenchRow[] = []
  const tell = (name: string, target: string, work: () => void): void => {
    rows.push({ name, value: best(work), unit: 'ms', target })
  }
  const tapeOf = (): MatchTape => {
    const tape = drain(readTape(match))
    if (!tape.ok) throw new Error(tape.error)
    return tape.value
  }
  tell(`a day's log of ${match.steps.length} events read`, '', tapeOf)
  const tape = tapeOf()
  tell('index of decisions and trades', '', () => indexTape(tape))
  const index = indexTape(tape)
  const machine = new TimeMachine(tape, index)
  tell('seek from the first event to the last', '≤ 400 ms', () => {
    const fresh = new TimeMachine(tape, index)
    drain(fresh.seek(fresh.last))
    fresh.frame()
  })
  drain(machine.seek(machine.last))
  tell('seek back by one event at the end, and frame', '≤ 400 ms', () => {
    drain(machine.seek(machine.last))
    drain(machine.seek(machine.last - 1))
    machine.frame()
  })
  tell('a frame', '', () => machine.frame())
  const prepared = drain(prepareWhatIf(tape))
  tell('what-if made ready', '', () => drain(prepareWhatIf(tape)))
  for (const [name, choices] of KNOBS) tell(`what if: ${name}`, '< 100 ms', () => whatIf(prepared, choices))
  return Promise.resolve(rows)
}
