import type { Samples } from './samples'

/**
 * A way to learn: from standardised samples to one weight per input, the first the intercept. No chance in
 * it.
 */
export interface LearningMethod {
  readonly name: 'ridge' | 'logistic'
  /** `penalty` per sample. Undefined where the samples determine nothing. */
  fit(samples: Samples, penalty: number): Float64Array | undefined
  /** What a weighted sum of inputs means. */
  prediction(score: number): number
  /** A sentence on a prediction over so many bars. */
  reason(prediction: number, horizon: number): string
}
