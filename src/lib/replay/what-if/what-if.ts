import { DECIMAL_ZERO, decimalToString } from '../../core/decimal'
import { faultOfRules } from '../../core/risk-rules'
import { type Result, err, ok } from '../../core/result'
import { type TimeMs, timeMs } from '../../core/time'
import type { MatchConfig } from '../../engine/config'
import { Engine } from '../../engine/engine'
import type { InputEvent } from '../../engine/events'
import { rankRuns } from '../../match/view/match-view'
import type { WhatIfChoices, WhatIfRow } from '../../../workers/api/replay'
import { condensed, needsCloses, watchesPrices, withoutCloses } from './condensed'
import { delayed } from './delayed'
import { otherConfig, withOtherLimits, withSpread } from './other-world'
import { Outcome, type RunFigures } from './outcome'
import type { MoneyInput, PreparedWhatIf } from './prepare'

const MOST_FEE = 10_000
const MOST_SPREAD = 3
const MOST_LATENCY = 30_000

/**
 * What would have come of the same decisions under other rules, best first: the engine folds them again. A
 * sentence when a choice is out of its range.
 */
export function whatIf(
  prepared: PreparedWhatIf,
  choices: WhatIfChoices,
): Result<readonly WhatIfRow[], string> {
  const fault = faultOfChoices(choices)
  if (fault !== undefined) return err(fault)
  const config = otherConfig(prepared.config, choices)
  const { inputs, namesExits, riskCommands } = withOtherLimits(prepared, choices)
  const needed = needsCloses(config, riskCommands) ? inputs : withoutCloses(inputs)
  const late = delayed(needed, Math.round(choices.latency))
  const isWatched = watchesPrices(config, namesExits, riskCommands)
  const kept = isWatched ? late : condensed(late, config.products.length)
  return ok(rowsOf(foldInputs(config, prepared.startedAt, kept, choices.spreadFactor), prepared.was))
}

/** Folds the inputs of a match that began at `startedAt` as they stand, but for the spread. */
export function foldInputs(
  config: MatchConfig,
  startedAt: TimeMs,
  inputs: readonly MoneyInput[],
  spreadFactor = 1,
): readonly RunFigures[] {
  const engine = new Engine()
  const outcome = new Outcome()
  engine.derive({ type: 'MatchStarted', time: startedAt, config })
  for (const { input, clock } of inputs) {
    if (clock > engine.time && clock > input.time) engine.derive(passing(timeMs(clock)))
    const step = engine.derive(spreadFactor === 1 ? input : withSpread(input, spreadFactor))
    if (step.derived.length > 0) outcome.follow(step)
  }
  return outcome.figures(engine)
}

/** What was left out had moved the clock. The cap on model calls is of no account here. */
function passing(time: TimeMs): InputEvent {
  return { type: 'CommandIssued', time, command: { kind: 'set-spend-cap', cap: DECIMAL_ZERO } }
}

function rowsOf(now: readonly RunFigures[], was: readonly RunFigures[]): readonly WhatIfRow[] {
  const ranks = ranksOf(now)
  const wasRanks = ranksOf(was)
  return now.toSorted(byEquity).map(({ run, name, role, color, equity, fees, trades, liquidations }) => {
    const before = was[run]
    return {
      ...{ run, name, role, color, trades, liquidations },
      ...{ rank: ranks[run], equity: decimalToString(equity), fees: decimalToString(fees) },
      wasRank: wasRanks[run],
      wasEquity: decimalToString(before?.equity ?? equity),
      wasTrades: before?.trades ?? trades,
    }
  })
}

function ranksOf(figures: readonly RunFigures[]): readonly (number | undefined)[] {
  return rankRuns(
    figures,
    figures.map(({ equity }) => equity),
  )
}

function byEquity(a: RunFigures, b: RunFigures): number {
  if (a.equity === b.equity) return a.run - b.run
  return a.equity > b.equity ? -1 : 1
}

function faultOfChoices({ feeBasisPoints, spreadFactor, latency, risk }: WhatIfChoices): string | undefined {
  const fee = feeBasisPoints ?? 0
  if (!Number.isInteger(fee) || fee < 0 || fee > MOST_FEE) {
    return 'The fee must be a whole number of basis points from 0 to 10,000.'
  }
  if (!(spreadFactor >= 1 && spreadFactor <= MOST_SPREAD)) return 'The spread can be taken 1 to 3 times.'
  if (!(latency >= 0 && latency <= MOST_LATENCY)) return 'The delay must be from 0 to 30 seconds.'
  return faultOfRules(risk ?? {})
}
