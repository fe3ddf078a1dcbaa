import type { RiskRules } from '../core/risk-rules'
import type { MatchConfig } from '../engine/config'

/** The limits a backtest's only run is under. */
export function rulesOf({ runs, rules }: MatchConfig): RiskRules {
  return runs[0]?.risk ?? rules.risk
}

/** The same backtest under other limits. */
export function underRules(config: MatchConfig, risk: RiskRules): MatchConfig {
  const runs = config.runs.map((run) => (run.risk === undefined ? run : { ...run, risk }))
  return { ...config, runs, rules: { ...config.rules, risk } }
}
