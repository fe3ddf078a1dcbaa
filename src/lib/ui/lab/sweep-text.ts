/** What a sweep found, in words. */
import type { ParameterSpec, ParameterValues, SweepGoal, SweepReport } from '../../../workers/api/lab'
import { countText, pluralText, signedPercentText } from '../format'
import { namedValueText } from './axis-options'
import { NOT_DEFINED, ratioText } from './figure-text'

/** A figure of the goal as a table shows it. */
export function goalText(goal: SweepGoal, value: number): string {
  if (!Number.isFinite(value)) return NOT_DEFINED
  return goal === 'total-return' ? signedPercentText(value) : signedRatio(value)
}

/**
 * `The best of 400 tries. Luck alone would show a Sharpe ratio of about 1.9; chance that this is skill: 31 %.` Where
 * nothing was earned at all, luck need not be spoken of.
 */
export function luckText({ trials, expectedBest, deflatedSharpe, rows }: SweepReport): string {
  const best = `The best of ${pluralText(trials, 'try', 'tries')}.`
  if (rows.every(({ totalReturn }) => !(totalReturn > 0))) return `${best} None of them earned anything.`
  const luck = Number.isFinite(expectedBest)
    ? ` Luck alone would show a Sharpe ratio of about ${ratioText(expectedBest)}`
    : ''
  const skill = Number.isFinite(deflatedSharpe)
    ? `chance that this is skill: ${countText(deflatedSharpe * 100)} %.`
    : 'whether this is skill cannot be said from so little.'
  return luck === ''
    ? `${best} ${skill.charAt(0).toUpperCase()}${skill.slice(1)}`
    : `${best}${luck}; ${skill}`
}

/** Whether the deflated Sharpe ratio speaks for skill. */
export function looksLikeSkill({ deflatedSharpe }: SweepReport): boolean {
  return deflatedSharpe >= 0.95
}

function signedRatio(value: number): string {
  return value > 0 ? `+${ratioText(value)}` : ratioText(value)
}

/** A set of parameters: `Fast 10, Slow 30, Trailing stop 5 %`. */
export function setText(parameters: ParameterValues, specs: readonly ParameterSpec[]): string {
  return Object.entries(parameters)
    .map(([name, value]) => namedValueText(name, value, specs))
    .join(', ')
}

/** What a sweep will take, before it is begun. */
export function runsText(runs: number): string {
  return runs === 1 ? 'One backtest.' : `${countText(runs)} backtests.`
}
