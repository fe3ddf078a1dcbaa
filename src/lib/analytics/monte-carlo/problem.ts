import { groupDigits } from '../../core/group-digits'
import type { JumpChoice, SimulatedPortfolio, SimulationPlan, SimulationSettings } from './types'

export const LEAST_PATHS = 1000
export const MOST_PATHS = 1_000_000
export const MOST_STEPS = 1440
const FEWEST_ROWS = 2
const MOST_HOLDINGS = 64
/** Dollars: beyond, squares of what paths come to would leave the doubles. */
const MOST_WORTH = 1e15
/** A price a million times as high a step later is a fault in the data. */
const MOST_RETURN = 1e6
const MOST_JUMPS_PER_DAY = 10_000
const DAY_MS = 86_400_000

/** Why a plan cannot be simulated, a sentence; undefined where it can. */
export function problemOf(plan: SimulationPlan): string | undefined {
  return (
    problemOfSettings(plan.settings) ??
    problemOfPortfolio(plan.portfolio) ??
    problemOfReturns(plan) ??
    problemOfModel(plan)
  )
}

function problemOfSettings({ paths, steps, ruin, drawdown }: SimulationSettings): string | undefined {
  if (!isWhole(paths, LEAST_PATHS, MOST_PATHS)) {
    const [least, most] = [LEAST_PATHS, MOST_PATHS].map((count) => groupDigits(String(count)))
    return `Paths must be a whole number from ${least} to ${most}.`
  }
  if (!isWhole(steps, 1, MOST_STEPS)) {
    return `Steps must be a whole number from 1 to ${groupDigits(String(MOST_STEPS))}.`
  }
  if (!isPart(ruin)) return 'Ruin must be a fall of more than 0 % and at most 100 %.'
  if (!isPart(drawdown)) return 'The drawdown asked about must be more than 0 % and at most 100 %.'
  return undefined
}

function problemOfPortfolio({ cash, holdings }: SimulatedPortfolio): string | undefined {
  if (holdings.length === 0) return 'There is nothing to simulate: the portfolio holds no product.'
  if (holdings.length > MOST_HOLDINGS) return `At most ${MOST_HOLDINGS} products can be simulated together.`
  if (!(cash >= 0)) return 'Cash must be 0 or more.'
  const odd = holdings.find(({ value }) => !(value >= 0))
  if (odd !== undefined) return `The value of ${odd.id} must be 0 or more.`
  const worth = holdings.reduce((sum, { value }) => sum + value, cash)
  if (!(worth > 0)) return 'A portfolio worth nothing cannot be simulated.'
  return worth <= MOST_WORTH ? undefined : 'The portfolio is worth too much to be simulated.'
}

function problemOfReturns({ portfolio, returns, span }: SimulationPlan): string | undefined {
  if (returns.length !== portfolio.holdings.length) return 'Each holding needs returns of its own.'
  const rows = returns[0]?.length ?? 0
  if (returns.some(({ length }) => length !== rows))
    return 'The returns of all holdings must cover the same time.'
  if (rows < FEWEST_ROWS) return `There are too few returns to simulate from: ${rows}.`
  if (!(span > 0 && span < Infinity)) return 'The returns must be of a known length of time.'
  const bad = returns.findIndex((row) => row.some((value) => !(value > -1 && value <= MOST_RETURN)))
  const id = portfolio.holdings[bad]?.id
  return id === undefined
    ? undefined
    : `A return of ${id} cannot be: prices stay above 0 and do not rise a million times in a step.`
}

function problemOfModel({ settings: { model }, returns, span }: SimulationPlan): string | undefined {
  switch (model.type) {
    case 'bootstrap': {
      const rows = returns[0]?.length ?? 0
      if (model.meanBlock >= 1 && model.meanBlock <= rows) return undefined
      return `The mean block must be from 1 to ${groupDigits(String(rows))} returns, as many as there are.`
    }
    case 'jump-diffusion':
      return problemOfJumps(model.jumps, span)
    default:
      return undefined
  }
}

function problemOfJumps(jumps: JumpChoice, span: number): string | undefined {
  if (jumps.type === 'fitted') return undefined
  const { perDay, mean, deviation } = jumps
  if (!(perDay >= 0 && perDay <= MOST_JUMPS_PER_DAY)) {
    return `Jumps must be from 0 to ${groupDigits(String(MOST_JUMPS_PER_DAY))} a day.`
  }
  if ((perDay * span) / DAY_MS > 1) return 'Jumps must not be more frequent than steps.'
  if (!(mean >= -1 && mean <= 1)) return 'The mean of a jump must be from -100 % to 100 %.'
  return deviation >= 0 && deviation <= 1 ? undefined : 'The deviation of a jump must be from 0 % to 100 %.'
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function isPart(value: number): boolean {
  return value > 0 && value <= 1
}
