import type { Labels } from '../core/labels'
import type { RunConfig } from '../engine/config'

export type HouseStrategy = 'momentum' | 'brainrot' | 'scalper'

const HOUSE_NAMES: Record<HouseStrategy, string> = {
  momentum: 'Momentum',
  brainrot: 'Brainrot',
  scalper: 'Scalper',
}

/** The house rules changed whenever this does; it belongs to every result. */
const HOUSE_VERSION = '1'

/** Tokens of the style sheet for agents beyond one of each strategy. */
const EXTRA_COLORS = 8

/** One of each house strategy. */
export function standardRoster(): readonly { readonly strategy: HouseStrategy; readonly name: string }[] {
  return (['momentum', 'brainrot', 'scalper'] as const).map((strategy) => ({
    strategy,
    name: HOUSE_NAMES[strategy],
  }))
}

export function houseRun(strategy: HouseStrategy, name: string, index: number, matchId: string): RunConfig {
  const isFirst = name === HOUSE_NAMES[strategy]
  return {
    name,
    role: 'agent',
    labels: labelsOf(`house:${strategy}@${HOUSE_VERSION}`, index, matchId),
    color: isFirst ? `--${strategy}` : `--agent-${1 + (index % EXTRA_COLORS)}`,
    brain: `house:${strategy}`,
    strategyVersion: HOUSE_VERSION,
  }
}

/** Buys equal weights at the first snapshot and holds: what doing nothing clever would have earned. */
export function benchmarkRun(index: number, matchId: string): RunConfig {
  return {
    name: 'Buy and hold',
    role: 'benchmark',
    labels: labelsOf('benchmark:equal-weight@1', index, matchId),
    color: '--bench',
    brain: 'benchmark',
    strategyVersion: '1',
  }
}

function labelsOf(strategyId: string, index: number, matchId: string): Labels {
  return {
    project: 'arena',
    cost_center: 'arena',
    owner: 'visitor',
    data_classification: 'public',
    strategy_id: strategyId,
    agent_run_id: `${matchId}/${index}`,
  }
}
