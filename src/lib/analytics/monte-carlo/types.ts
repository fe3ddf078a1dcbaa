/** Simulations of what a portfolio may come to. Plain data that travels between workers. Money in dollars, doubles. */

export type PathModel =
  /** Rows of the products' own returns, in blocks of geometric length: D. N. Politis and J. P. Romano (1994). */
  | { readonly type: 'bootstrap'; readonly meanBlock: number }
  /** Geometric Brownian motion. */
  | { readonly type: 'gbm' }
  /** R. C. Merton (1976): GBM with jumps of normal size, fitted where it is not said otherwise. */
  | { readonly type: 'jump-diffusion'; readonly jumps: JumpChoice }

export type JumpChoice =
  | { readonly type: 'fitted' }
  | {
      readonly type: 'given'
      /** Jumps expected in a day. */
      readonly perDay: number
      /** Of a jump's log return. */
      readonly mean: number
      readonly deviation: number
    }

/** All that fixes a simulation, but for the returns it rests on. */
export interface SimulationSettings {
  readonly model: PathModel
  /** 1,000 … 1,000,000. */
  readonly paths: number
  /** 1 … 1,440, each as long as a row of the returns. */
  readonly steps: number
  readonly seed: string
  /** Every second path is the mirror image of the one before. Of no effect on a bootstrap. */
  readonly antithetic: boolean
  /** Whether returns keep their mean; without, what is simulated has none. */
  readonly drift: boolean
  /** A fall of equity by this part (0 … 1) from its start is ruin. */
  readonly ruin: number
  /** A fall of equity by this part (0 … 1) from any earlier high. */
  readonly drawdown: number
  /** Only the end of each path is looked at, which is far faster: falls are judged there, and the fan has two points. */
  readonly endsOnly?: boolean
}

/** A portfolio that is held as it is. */
export interface SimulatedPortfolio {
  readonly cash: number
  readonly holdings: readonly { readonly id: string; readonly value: number }[]
}

/** What paths are made of: the same for all workers of a simulation. */
export interface SimulationPlan {
  readonly settings: SimulationSettings
  readonly portfolio: SimulatedPortfolio
  /** Simple returns of each holding's product, row by row, aligned; oldest first. */
  readonly returns: readonly Float64Array[]
  /** Milliseconds of a row. */
  readonly span: number
  /** What to know, a sentence each. */
  readonly notes: readonly string[]
}

/** Paths [from, to) of a plan. The same whoever makes them, and in however many shares. */
export interface SimulationShare {
  readonly from: number
  readonly to: number
}

/** What came of a share. */
export interface SimulationPart {
  readonly from: number
  /** Profit or loss at the end of each path. */
  readonly profits: Float64Array
  /** Per path 1 where it was ruined, 2 where it fell by the drawdown, 3 for both. */
  readonly falls: Uint8Array
  /** Counts for the fan chart: a row of `FAN_BINS` for each look at the paths (see fan.ts). */
  readonly fan: Uint32Array
}

export interface TailEstimate {
  /** 0.95 or 0.99. */
  readonly level: number
  /** Losses, dollars; below 0 where even these cases end in a profit. */
  readonly valueAtRisk: number
  readonly valueAtRiskError: number
  readonly tailValueAtRisk: number
  readonly tailValueAtRiskError: number
}

/** A share of paths with the standard error of it as an estimate. */
export interface Probability {
  readonly value: number
  readonly error: number
}

export interface SimulationReport {
  readonly settings: SimulationSettings
  readonly portfolio: SimulatedPortfolio
  readonly span: number
  /** Rows the returns had. */
  readonly rows: number
  /** Of profit or loss at the end. */
  readonly mean: number
  readonly meanError: number
  readonly deviation: number
  readonly tails: readonly TailEstimate[]
  readonly ruin: Probability
  readonly drawdown: Probability
  readonly loss: Probability
  /** Equity at the parts {@link FAN_PARTS} of paths, after each step; the first step is the start. */
  readonly fan: readonly Float64Array[]
  readonly histogram: { readonly from: number; readonly width: number; readonly counts: readonly number[] }
  /** The same paths give the same, hex: SHA-256 of all profits in order. */
  readonly digest: string
  readonly milliseconds: number
  readonly notes: readonly string[]
}

/** Rising. */
export const FAN_PARTS = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const
