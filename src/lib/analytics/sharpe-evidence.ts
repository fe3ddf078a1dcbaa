/**
 * What a Sharpe ratio proves, given how long it was watched, how its returns are spread, and how many were tried.
 * Sharpe ratios here are of one sampled return, not annualised.
 */
import { variance } from '../stats/moments'
import { InvPhi, Phi } from '../stats/normal'

const EULER_MASCHERONI = 0.5772156649015329

export interface SharpeEvidence {
  /** Of one sampled return: an annualised one divided by the root of the periods in a year. */
  readonly sharpe: number
  /** Returns it was taken from. */
  readonly samples: number
  readonly skew: number
  /** In excess of the normal distribution's 3. */
  readonly kurtosis: number
}

export interface DeflatedSharpe {
  /** That the true Sharpe ratio is above what luck alone would show; NaN when not defined. */
  readonly probability: number
  /** The Sharpe ratio that luck alone would show in the best of so many trials. */
  readonly expectedBest: number
}

/**
 * Probability that the true Sharpe ratio is above `against`: Φ((SR − SR*) √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1)/4 SR²)),
 * γ₄ the kurtosis with 3 for the normal distribution. D. H. Bailey and M. López de Prado, "The Sharpe Ratio
 * Efficient Frontier", Journal of Risk 15 (2012). NaN of fewer than two returns or where the root has none.
 */
export function probabilisticSharpe(evidence: SharpeEvidence, against = 0): number {
  const { sharpe, samples, skew, kurtosis } = evidence
  const spread = 1 - skew * sharpe + ((kurtosis + 2) / 4) * sharpe * sharpe
  if (samples < 2 || !(spread > 0)) return NaN
  return Phi(((sharpe - against) * Math.sqrt(samples - 1)) / Math.sqrt(spread))
}

/**
 * The largest of `trials` Sharpe ratios without skill whose standard deviation is `deviation`, as expected:
 * deviation × ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), γ the Euler–Mascheroni constant. D. H. Bailey and
 * M. López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40 (2014). 0 for one trial.
 */
export function expectedMaximumSharpe(deviation: number, trials: number): number {
  if (trials <= 1) return 0
  const usual = InvPhi(1 - 1 / trials)
  const rare = InvPhi(1 - 1 / (trials * Math.E))
  return deviation * ((1 - EULER_MASCHERONI) * usual + EULER_MASCHERONI * rare)
}

/**
 * {@link probabilisticSharpe} of the best trial against {@link expectedMaximumSharpe} of all (same source).
 * `trialSharpes` holds every trial's Sharpe ratio, the best one's too; undefined ones (NaN) count as trials, but
 * not in the deviation. NaN with fewer than two defined ones.
 */
export function deflatedSharpe(best: SharpeEvidence, trialSharpes: ArrayLike<number>): DeflatedSharpe {
  const defined = Float64Array.from(trialSharpes).filter((value) => !Number.isNaN(value))
  const deviation = Math.sqrt(variance(defined, 'sample'))
  const expectedBest = expectedMaximumSharpe(deviation, trialSharpes.length)
  return { probability: probabilisticSharpe(best, expectedBest), expectedBest }
}
