/** Lines of stops by name. */
import type { StopLine } from './stop-data'

const MANY: Readonly<Record<StopLine['rule'], string>> = {
  'stop-loss': 'stop-losses',
  'trailing-stop': 'trailing stops',
  'product-drawdown': 'position loss limits',
  'take-profit': 'take-profits',
}

/** "Brainrot trailing stop", "8 trailing stops"; on a phone an agent's mark stands for its name. */
export function lineTitle({ agents, rule, title }: StopLine, narrow: boolean): string {
  const [first, ...others] = agents
  if (first === undefined || others.length > 0) return `${agents.length} ${MANY[rule]}`
  return `${narrow ? first.mark : first.name} ${title.toLowerCase()}`
}

/** Dashes and gaps in pixels, as the chart draws them for a line of this rule. */
export const DASHES: Readonly<Record<StopLine['rule'], string>> = {
  'stop-loss': '6 6',
  'trailing-stop': '2 2',
  'product-drawdown': '1 1',
  'take-profit': '2 8',
}
