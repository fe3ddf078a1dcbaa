import { type Result, err, ok } from '../core/result'
import { type RiskFieldSpec, type RiskRules, sameRules } from '../core/risk-rules'
import type { MatchConfig, RunConfig } from '../engine/config'
import type { Engine } from '../engine/engine'
import type { OperatorCommand, RunIndex } from '../engine/events'
import { unknownLimit } from '../engine/known-limits'
import type { RiskChoices } from '../../workers/api/agents'
import { hasNoLimits, ownRisk } from './risk-choices'

const TOO_OLD = 'This match was started before limits could act. Start a new match.'

/** The limits of its own that an agent brings into the match. */
export function limitsToJoin(
  choices: RiskChoices | undefined,
  name: string,
  { formatVersion, rules }: MatchConfig,
): Result<Pick<RunConfig, 'risk'>, string> {
  if (formatVersion < 3) return hasNoLimits(choices) ? ok({}) : err(TOO_OLD)
  const own = ownRisk(rules.risk, choices, name)
  if (!own.ok) return own
  const unknown = unknownLimit(own.value.risk ?? {}, formatVersion)
  return unknown === undefined ? own : err(tooOldFor(unknown))
}

function tooOldFor({ title }: RiskFieldSpec): string {
  return `${title}: this match was started before there was such a limit. Start a new match.`
}

/**
 * What gives a run of the match the limits its agent asks for; nothing when they hold already. `present`: those
 * it has, the match's when missing.
 */
export function ordersForLimits(
  choices: RiskChoices | undefined,
  { index, name }: { readonly index: RunIndex; readonly name: string },
  present: RiskRules | undefined,
  config: MatchConfig,
): Result<readonly OperatorCommand[], string> {
  const own = limitsToJoin(choices, name, config)
  if (!own.ok) return own
  const { risk } = own.value
  const shared = config.rules.risk
  if (config.formatVersion < 3 || sameRules(risk ?? shared, present ?? shared)) return ok([])
  return ok([{ kind: 'set-risk', run: index, ...(risk === undefined ? {} : { rules: risk }) }])
}

/** What lets a halted run buy again. */
export function orderToRearm(index: RunIndex, name: string, engine: Engine): Result<OperatorCommand, string> {
  if (engine.config.formatVersion < 3) return err(TOO_OLD)
  return engine.isHalted(index) ? ok({ kind: 're-arm', run: index }) : err(`${name} is not halted.`)
}
