import { BENCHMARK_NAME } from '../core/benchmark'
import type { Labels } from '../core/labels'
import type { RunConfig } from '../engine/config'
import type { RosterEntry } from '../../workers/api/agents'

export type HouseStrategy = 'momentum' | 'brainrot' | 'scalper'

const HOUSE_NAMES: Record<HouseStrategy, string> = {
  momentum: 'Momentum',
  brainrot: 'Brainrot',
  scalper: 'Scalper',
}
const HOUSE_STRATEGIES = ['momentum', 'brainrot', 'scalper'] as const satisfies readonly HouseStrategy[]

/** The house rules changed whenever this does; it belongs to every result. */
const HOUSE_VERSION = '1'

/** Tokens of the style sheet for agents beyond one of each strategy. */
const EXTRA_COLORS = 8

/** One of each house strategy. */
export function standardRoster(): readonly (RosterEntry & { readonly strategy: HouseStrategy })[] {
  return HOUSE_STRATEGIES.map((strategy) => ({
    ...{ strategy, name: HOUSE_NAMES[strategy], prompt: '' },
    ...{ brain: `house:${strategy}`, color: `--${strategy}` },
  }))
}

/** The house strategy a brain's name stands for, if any. */
export function houseStrategyOf(brain: string): HouseStrategy | undefined {
  return HOUSE_STRATEGIES.find((strategy) => brain === `house:${strategy}`)
}

export function houseRun(strategy: HouseStrategy, name: string, index: number, matchId: string): RunConfig {
  return {
    name,
    role: 'agent',
    labels: labelsOf(`house:${strategy}@${HOUSE_VERSION}`, index, matchId),
    color: name === HOUSE_NAMES[strategy] ? `--${strategy}` : extraColor(index),
    brain: `house:${strategy}`,
    strategyVersion: HOUSE_VERSION,
  }
}

/** Buys equal weights at the first snapshot and holds: what doing nothing clever would have earned. */
export function benchmarkRun(index: number, matchId: string): RunConfig {
  return {
    name: BENCHMARK_NAME,
    role: 'benchmark',
    labels: labelsOf('benchmark:equal-weight@1', index, matchId),
    color: '--bench',
    brain: 'benchmark',
    strategyVersion: '1',
  }
}

export function extraColor(index: number): string {
  return `--agent-${1 + (index % EXTRA_COLORS)}`
}

export function labelsOf(strategyId: string, index: number, matchId: string): Labels {
  return {
    project: 'arena',
    cost_center: 'arena',
    owner: 'visitor',
    data_classification: 'public',
    strategy_id: strategyId,
    agent_run_id: `${matchId}/${index}`,
  }
}
