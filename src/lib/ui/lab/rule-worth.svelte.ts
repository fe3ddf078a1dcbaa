import type { RuleWorthReport, RunView } from '../../../workers/api/lab'
import { RISK_LIMITS, type RiskRules } from '../../core/risk-rules'
import type { Lab } from './lab.svelte'

/** Of so few, to leave one out is to have another alone, or none. */
const FEW_LIMITS = 3

/** Backtests it takes: as run, without limits, each limit left out and each alone, none twice. */
export function trialsOf(rules: RiskRules): number {
  const limits = RISK_LIMITS.filter(({ field }) => rules[field] !== undefined).length
  return limits < FEW_LIMITS ? 2 * limits : 2 * limits + 2
}

/** What the limits of the run on show were worth, once somebody asked. */
export class RuleDesk {
  readonly #lab: Lab
  #found = $state.raw<{ readonly id: string; readonly report: RuleWorthReport } | undefined>(undefined)
  #problem = $state.raw<{ readonly id: string; readonly sentence: string } | undefined>(undefined)

  constructor(lab: Lab) {
    this.#lab = lab
  }

  /** Of the run with this id; undefined until it was worked out. */
  reportOf(id: string): RuleWorthReport | undefined {
    return this.#found?.id === id ? this.#found.report : undefined
  }

  /** Why it was not; else empty. */
  problemOf(id: string): string {
    return this.#problem?.id === id ? this.#problem.sentence : ''
  }

  /** Own code decides anew only where it is the visitor's: that of an opened file is not run by the way. */
  async workOut({ summary: { id }, setup }: RunView): Promise<void> {
    this.#problem = undefined
    const { strategy } = setup
    const isOwn = strategy.type === 'own' && this.#lab.own.some(({ code }) => code === strategy.code)
    const report = await this.#lab.doing('rules', () =>
      this.#lab.client.ruleWorth(id, isOwn ? setup : undefined),
    )
    if (report === undefined) return
    if (report.ok) this.#found = { id, report: report.value }
    else this.#problem = { id, sentence: report.error }
  }
}
