import type { ParameterSpec, ParameterValues } from './contract'
import { candles, valueOf } from './parameter'

/**
 * A bar's share of a training may be so many samples: beyond that a backtest would stand still for minutes.
 */
const SAMPLES_PER_BAR = 20

/** What the learned strategies have in common. */
export const LEARNED_PARAMETERS: readonly ParameterSpec[] = [
  candles('horizon', 'Horizon', 'What comes of so many bars is learned and predicted.', 30, 1000),
  candles('window', 'Training window', 'Trained on so many of the newest bars.', 5000, 50_000, 100),
  candles('retrain', 'Retrain after', 'Trained anew after so many bars.', 1000, 50_000),
  {
    name: 'penalty',
    label: 'Penalty',
    help: 'How strongly weights are pulled towards nothing; more of it learns less from noise.',
    min: 0.01,
    max: 10,
    step: 0.01,
    initial: 1,
  },
]

/** The values of {@link LEARNED_PARAMETERS}. */
export function learnedSettings(values: ParameterValues): {
  readonly horizon: number
  readonly window: number
  readonly retrain: number
  readonly penalty: number
} {
  return {
    horizon: valueOf(values, 'horizon'),
    window: valueOf(values, 'window'),
    retrain: valueOf(values, 'retrain'),
    penalty: valueOf(values, 'penalty'),
  }
}

/** A sentence where training would cost too much. */
export function learnedProblem(values: ParameterValues): string | undefined {
  const { window, retrain } = learnedSettings(values)
  const least = Math.ceil(window / SAMPLES_PER_BAR)
  if (retrain >= least) return undefined
  return `Training on ${window} bars costs time: train anew after ${least} bars or more.`
}
