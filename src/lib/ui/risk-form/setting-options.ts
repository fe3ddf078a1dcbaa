/** What can be chosen of how risk is estimated, as people read it. */
import { RISK_MODELS, type RiskModelName, TAIL_ACTIONS, type TailAction } from '../../core/risk-rules'

export interface FieldOption {
  /** As it is written in files. */
  readonly value: string
  readonly text: string
}

const MODEL_TEXTS: Readonly<Record<RiskModelName, string>> = {
  normal: 'Normal',
  ewma: 'EWMA, newest count most',
  historical: 'Historical, as it was',
  'student-t': 'Student-t, fat tails',
}

const ACTION_TEXTS: Readonly<Record<TailAction, string>> = {
  cancel: 'Cancel it',
  cut: 'Cut it to fit',
}

export const MODEL_OPTIONS: readonly FieldOption[] = RISK_MODELS.map((value) => {
  return { value, text: MODEL_TEXTS[value] }
})

export const ACTION_OPTIONS: readonly FieldOption[] = TAIL_ACTIONS.map((value) => {
  return { value, text: ACTION_TEXTS[value] }
})
