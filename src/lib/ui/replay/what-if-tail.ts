/** Another risk model than the one a match was played under: its choices, and the limits they make. Pure. */
import { RISK_MODELS, RISK_PRESETS, type RiskField, type RiskModelName } from '../../core/risk-rules'
import type { RiskChoices } from '../../../workers/api/agents'
import { type RiskErrors, textsOf } from '../risk-form/risk-form'
import { type FieldOption, MODEL_OPTIONS } from '../risk-form/setting-options'

/** No purchase is judged by its tail. */
export const NO_TAIL = 'none'

/** What the panel shows beside the model, in this order. */
export const TAIL_FIELDS: readonly RiskField[] = [
  ...(['tailRiskBasisPoints', 'tailRiskLevel', 'tailRiskHorizon'] as const),
  ...(['riskWindow', 'tailRiskAction'] as const),
]

export interface TailForm {
  readonly model: RiskModelName | typeof NO_TAIL
  readonly texts: RiskChoices
}

const MODELS: readonly TailForm['model'][] = [NO_TAIL, ...RISK_MODELS]

/** Beside that it stays as it was. */
export const TAIL_OPTIONS: readonly FieldOption[] = [
  { value: NO_TAIL, text: 'No tail limit' },
  ...MODEL_OPTIONS,
]

/**
 * Another model, by one of {@link TAIL_OPTIONS}; undefined for any other text. What is typed beside it stays; it
 * begins with the limits' own tail limit, or where they have none with that of the institutional ones.
 */
export function withModel(
  limits: RiskChoices,
  before: TailForm | undefined,
  text: string,
): TailForm | undefined {
  const model = MODELS.find((each) => each === text)
  if (model === undefined) return undefined
  if (before !== undefined) return { ...before, model }
  const usual = limits.tailRiskBasisPoints ?? textsOf(RISK_PRESETS.institutional).tailRiskBasisPoints ?? ''
  const own = TAIL_FIELDS.map((field) => [field, limits[field] ?? ''] as const)
  return { model, texts: { ...Object.fromEntries(own), tailRiskBasisPoints: usual } }
}

/** The limits with the other model in place of their own. */
export function underModel(limits: RiskChoices, tail: TailForm | undefined): RiskChoices {
  if (tail === undefined) return limits
  if (tail.model === NO_TAIL) return { ...limits, tailRiskBasisPoints: '' }
  return { ...limits, ...tail.texts, riskModel: tail.model }
}

/** What a model lacks before it can judge. */
export function tailErrors(tail: TailForm | undefined): RiskErrors {
  const isMissing =
    tail !== undefined && tail.model !== NO_TAIL && (tail.texts.tailRiskBasisPoints ?? '').trim() === ''
  return isMissing ? { tailRiskBasisPoints: 'A model needs a limit to judge by, such as 2.' } : {}
}
