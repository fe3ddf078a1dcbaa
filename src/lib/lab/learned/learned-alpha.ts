import { SteppedAlpha } from '../../engine/stages/alpha/classic/stepped'
import type { ColumnarAlpha } from '../../engine/stages/alpha/columnar'
import type { AlphaContext, AlphaModel, SignalSink } from '../../engine/stages/alpha/contract'
import { invariant } from '../../core/result'
import type { Bars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import { plan } from '../features/plan'
import { type LearnedSettings, Learner, type Training } from './learner'
import { type NamedFeature, USUAL_FEATURES } from './usual-features'

/** A {@link Training} and whose it is: the product's place in the backtest. */
export interface ProductTraining extends Training {
  readonly product: number
}

/**
 * Learns from features of the past what comes next, and holds each product's share while that is good: one
 * model per product, trained anew as it walks forward, always on what was known by then. No chance is in it:
 * the same bars give the same weights. Incremental: in a match, which shows the last candles only, it never
 * sees enough to be trained.
 */
export class LearnedAlpha implements ColumnarAlpha {
  readonly name: string
  readonly version = '1'
  readonly #learners: Learner[] = []
  readonly #stepped: SteppedAlpha

  /** The features must be sound ({@link plan}). */
  constructor(
    settings: LearnedSettings,
    granularity: BarGranularity,
    private readonly features: readonly NamedFeature[] = USUAL_FEATURES,
  ) {
    const planned = plan(features.map(({ feature }) => feature))
    invariant(planned.ok, 'the features of a model are sound')
    const { method, horizon, window, retrain, threshold, penalty } = settings
    const figures = `${horizon}, ${window}/${retrain}, ${threshold}, ${penalty}`
    this.name = `learned-${method.name}(${figures} of ${granularity} s)`
    this.#stepped = new SteppedAlpha(this.name, this.version, granularity, () => {
      const learner = new Learner(planned.value, settings)
      this.#learners.push(learner)
      return learner
    })
  }

  /** Names of the inputs, in the order of a training's arrays. */
  get inputs(): readonly string[] {
    return ['Intercept', ...this.features.map(({ name }) => name)]
  }

  /** What each training so far left, product by product. */
  trainings(): readonly ProductTraining[] {
    return this.#learners.flatMap(({ trainings }, product) =>
      trainings.map((training) => ({ ...training, product })),
    )
  }

  update(context: AlphaContext, signals: SignalSink): void {
    this.#stepped.update(context, signals)
  }

  scan(closes: readonly Float64Array[], from: number, to: number, bars: readonly Bars[]): number {
    this.#learners.forEach((learner, product) => {
      const own = bars[product]
      if (own !== undefined) learner.announce(own, from, to)
    })
    return this.#stepped.scan(closes, from, to, bars)
  }
}

/** Whether a model has weights to show. */
export function isLearned(alpha: AlphaModel): alpha is LearnedAlpha {
  return alpha instanceof LearnedAlpha
}
