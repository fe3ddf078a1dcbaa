import { groupDigits } from '../../core/group-digits'
import { invariant } from '../../core/result'
import { log } from '../../stats/log'
import { RandomStream } from '../../stats/random-stream'
import { BootstrapEnds } from './bootstrap-ends'
import { BootstrapWalk, factorsOf } from './bootstrap-walk'
import { DiffusionPaths } from './diffusion-paths'
import { type Diffusion, fitDiffusion, fitJumps, logReturns } from './diffusion-fit'
import { FanScale, type Spread } from './fan'
import type { HeightUnit, PathSource } from './path-source'
import { persistence } from './persistence'
import { problemOf } from './problem'
import type { PathModel, SimulationPlan, SimulationSettings } from './types'

/** A plan with its model fitted: the same of the same plan, wherever it is made. */
export interface PreparedPlan {
  readonly settings: SimulationSettings
  /** Dollars the portfolio is worth. */
  readonly start: number
  /** Holdings worth something, 1 or more. */
  readonly products: number
  readonly scale: FanScale
  /** What to know about the model, a sentence each. */
  readonly notes: readonly string[]
  /** With paths of its own, all from the same chances. */
  paths(): PathSource
}

interface Fitted {
  readonly spread: Spread
  readonly notes: readonly string[]
  paths(): PathSource
}

/** Holdings that are worth something: the others have no part in what becomes of the portfolio. */
interface Portfolio {
  readonly unit: HeightUnit
  readonly cash: number
  readonly values: readonly number[]
  readonly returns: readonly Float64Array[]
}

/** @throws InvariantError when {@link problemOf} finds one. */
export function prepare(plan: SimulationPlan): PreparedPlan {
  const problem = problemOf(plan)
  invariant(problem === undefined, problem ?? '')
  const { settings } = plan
  const portfolio = portfolioOf(plan)
  const looks = settings.endsOnly === true ? 1 : settings.steps
  const fitted = fit(plan, portfolio, settings.steps / looks)
  const start = portfolio.values.reduce((sum, value) => sum + value, portfolio.cash)
  const scale = new FanScale(portfolio.unit, start, portfolio, fitted.spread, {
    ...{ looks, stride: settings.steps / looks },
  })
  const products = Math.max(portfolio.values.length, 1)
  return { settings, start, products, scale, notes: fitted.notes, paths: () => fitted.paths() }
}

function portfolioOf({ portfolio: { cash, holdings }, returns }: SimulationPlan): Portfolio {
  const held = holdings.map(({ value }) => value > 0)
  const values = holdings.map(({ value }) => value).filter((value) => value > 0)
  return {
    unit: cash === 0 && values.length === 1 ? 'log-growth' : 'dollars',
    ...{ cash, values },
    returns: returns.filter((_, index) => held[index]),
  }
}

function fit({ settings, span }: SimulationPlan, portfolio: Portfolio, stride: number): Fitted {
  const { model, drift } = settings
  if (model.type === 'bootstrap') return bootstrap(settings, model.meanBlock, portfolio)
  const logs = logReturns(portfolio.returns)
  const diffusion =
    model.type === 'gbm' ? fitDiffusion(logs, drift) : fitJumps(logs, drift, model.jumps, span)
  const { unit, cash, values } = portfolio
  const key = RandomStream.keyOf(settings.seed)
  return {
    spread: spreadOf(diffusion),
    notes: notesOf(model, diffusion, portfolio),
    paths: () =>
      new DiffusionPaths(diffusion, { unit, cash, values, stride, antithetic: settings.antithetic, key }),
  }
}

function bootstrap(settings: SimulationSettings, meanBlock: number, portfolio: Portfolio): Fitted {
  const { steps, drift, endsOnly } = settings
  const { unit, cash, values } = portfolio
  const factors = factorsOf(portfolio.returns, drift)
  const { drift: centre, covariance } = fitDiffusion(
    factors.map((row) => row.map(log)),
    true,
  )
  const wider = persistence(together(portfolio), steps)
  const blocks = { unit, cash, values, steps, meanBlock, key: RandomStream.keyOf(settings.seed) }
  return {
    spread: { drift: centre, covariance: covariance.map((value) => value * wider) },
    notes: settings.antithetic ? ['A bootstrap has no mirror images: all paths are drawn.'] : [],
    paths: () =>
      endsOnly === true ? new BootstrapEnds(factors, blocks) : new BootstrapWalk(factors, blocks),
  }
}

/** Returns of the holdings as they are now. */
function together({ values, returns }: Portfolio): Float64Array {
  const sums = new Float64Array(returns[0]?.length ?? 0)
  returns.forEach((row, product) => {
    row.forEach((value, index) => (sums[index] = (sums[index] ?? 0) + value * (values[product] ?? 0)))
  })
  return sums
}

/** Of log prices in a step, jumps included: those of a compound Poisson process have λ (C + m mᵀ). */
function spreadOf({ drift, covariance, jumps }: Diffusion): Spread {
  if (jumps === undefined) return { drift, covariance }
  const n = drift.length
  const { rate, mean } = jumps
  return {
    drift: drift.map((value, product) => value + rate * (mean[product] ?? 0)),
    covariance: covariance.map((value, index) => {
      const product = (mean[Math.floor(index / n)] ?? 0) * (mean[index % n] ?? 0)
      return value + rate * ((jumps.covariance[index] ?? 0) + product)
    }),
  }
}

function notesOf(model: PathModel, { jumps, drift }: Diffusion, { returns }: Portfolio): readonly string[] {
  if (model.type !== 'jump-diffusion' || drift.length === 0) return []
  if (jumps === undefined) return ['No return stands out as a jump: paths are without jumps.']
  if (model.jumps.type === 'given') return []
  const rows = returns[0]?.length ?? 0
  const count = Math.round(jumps.rate * rows)
  const [all, some] = [rows, count].map((number) => groupDigits(String(number)))
  return [`Of ${all} returns ${some} ${count === 1 ? 'is' : 'are'} taken for jumps.`]
}
