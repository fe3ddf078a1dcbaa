import type { Stepper } from '../../engine/stages/alpha/classic/stepped'
import type { Bars } from '../../market/bars'
import { IncrementalFeatures } from '../features/incremental'
import type { FeaturePlan } from '../features/plan'
import type { LearningMethod } from './method'
import { SampleRing } from './sample-ring'
import { type Samples, allocateSamples, standardise } from './samples'

export interface LearnedSettings {
  readonly method: LearningMethod
  /** What is learned and predicted is the log return over so many bars. */
  readonly horizon: number
  /** Trained on so many of the newest samples. */
  readonly window: number
  /** Trained anew after so many bars. */
  readonly retrain: number
  /** Held while the prediction is above this. */
  readonly threshold: number
  /** On squared weights of standardised inputs, per sample. */
  readonly penalty: number
}

/**
 * What one training left, fit for JSON. Arrays have an entry per input: first the intercept, then the
 * features.
 */
export interface Training {
  /** Bars of the product seen by then, the newest of which is the last that had a say. */
  readonly bars: number
  readonly samples: number
  /** Of standardised inputs. */
  readonly weights: readonly number[]
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

/** Fewer samples per input are no ground to stand on. */
const LEAST_PER_INPUT = 5

/**
 * Walks forward over the bars of one product: trains on a trailing window of samples whose outcomes are
 * known, predicts with these weights until it is trained anew, and wants the product while the prediction is
 * above the threshold.
 */
export class Learner implements Stepper {
  readonly trainings: Training[] = []
  readonly #features: IncrementalFeatures
  readonly #ring: SampleRing
  readonly #samples: Samples
  readonly #bar = { open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN }
  #due: number
  #prediction = NaN

  constructor(
    plan: FeaturePlan,
    private readonly settings: LearnedSettings,
  ) {
    const width = plan.outputs.length
    this.#features = new IncrementalFeatures(plan)
    this.#ring = new SampleRing(width, settings.window, settings.horizon)
    this.#samples = allocateSamples(settings.window, width)
    // The first window begins where every feature is known.
    this.#due = plan.warmUp - 1 + settings.window + settings.horizon
  }

  /** After the newest bar; NaN before the first training and where a feature is unknown. */
  get prediction(): number {
    return this.#prediction
  }

  /** Says that the next bars are these rows, if they can be: rows and bars seen one to one. */
  announce(bars: Bars, from: number, to: number): void {
    if (this.#ring.seen === from) this.#features.announce(bars, from, to)
  }

  step(high: number, low: number, close: number, open: number, volume: number): number {
    const bar = this.#bar
    bar.open = open
    bar.high = high
    bar.low = low
    bar.close = close
    bar.volume = volume
    const features = this.#features.push(bar)
    this.#ring.push(features, close)
    if (this.#ring.seen >= this.#due) this.#train()
    this.#prediction = this.#predict(features)
    return this.#prediction > this.settings.threshold ? 1 : 0
  }

  reason(): string {
    if (Number.isNaN(this.#prediction)) return 'The model cannot say what comes next.'
    return this.settings.method.reason(this.#prediction, this.settings.horizon)
  }

  #train(): void {
    const { method, penalty, retrain } = this.settings
    this.#due = this.#ring.seen + retrain
    this.#ring.gather(this.#samples)
    const { count, width } = this.#samples
    if (count < LEAST_PER_INPUT * width) return
    const { means, deviations } = standardise(this.#samples)
    const weights = method.fit(this.#samples, penalty)
    if (weights === undefined) return
    this.trainings.push({
      ...{ bars: this.#ring.seen, samples: count },
      ...{ weights: [...weights], means: [...means], deviations: [...deviations] },
    })
  }

  #predict(features: Float64Array): number {
    const training = this.trainings.at(-1)
    if (training === undefined) return NaN
    const { weights, means, deviations } = training
    let score = weights[0] ?? NaN
    for (let input = 1; input < weights.length; input += 1) {
      const deviation = deviations[input] ?? NaN
      const apart = (features[input - 1] ?? NaN) - (means[input] ?? NaN)
      if (deviation > 0) score += ((weights[input] ?? NaN) * apart) / deviation
    }
    return this.settings.method.prediction(score)
  }
}
