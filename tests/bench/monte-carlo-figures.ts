/** What simulated paths cost, ours and plain loops; the same code in Node and in a browser's worker. */
import { endsOfBlocks } from '../../src/lib/analytics/monte-carlo/block-ends'
import { blocksOf } from '../../src/lib/analytics/monte-carlo/blocks'
import { Gathering } from '../../src/lib/analytics/monte-carlo/judge'
import { prepare } from '../../src/lib/analytics/monte-carlo/prepare'
import { Simulation } from '../../src/lib/analytics/monte-carlo/simulation'
import type { PathModel, SimulationPlan } from '../../src/lib/analytics/monte-carlo/types'
import { fastExp } from '../../src/lib/stats/fast-exp'
import { log } from '../../src/lib/stats/log'
import { RandomStream } from '../../src/lib/stats/random-stream'
import { addNormals } from '../../src/lib/stats/ziggurat'
import { pairedPaths, plainPaths, slicedPaths } from './plain-paths'

export const STEPS = 60
export const PATHS = 100_000
export const MEAN_BLOCK = 10
const ROWS = 1440
const SIDE_BY_SIDE = 512
const DEVIATION = 0.001
/** Short timings, many of them: on a busy machine the best of them had a core to itself. */
const RUNS = 60
/** Paths in each timing of a plain loop. */
const FEW = 2048
/** Of a kernel. */
const MANY = 10_240
/** Of the fastest: a browser's clock is coarse. */
const LOTS = 102_400
const REPORTS = 3

/** Paths a second unless said otherwise. */
export interface MonteCarloFigures {
  readonly plain: number
  readonly paired: number
  readonly sliced: number
  /** Sums of normals step by step, e^x at the end. */
  readonly ends: number
  /** The same with mirror images. */
  readonly mirroredEnds: number
  /** Everything: falls and fan at every step, profits. */
  readonly whole: number
  readonly mirroredWhole: number
  /** Sums of blocks, e^x at the end. */
  readonly bootstrapEnds: number
  /** The ends as the Lab makes them: falls, fan and profits of them too. */
  readonly bootstrapLabEnds: number
  readonly bootstrapWhole: number
  readonly jumpsWhole: number
  /** Milliseconds of {@link PATHS}, from the plan to the report. */
  readonly reports: readonly { readonly name: string; readonly milliseconds: number }[]
}

const GBM: PathModel = { type: 'gbm' }
const BOOTSTRAP: PathModel = { type: 'bootstrap', meanBlock: MEAN_BLOCK }
const JUMPS: PathModel = {
  type: 'jump-diffusion',
  jumps: { type: 'given', perDay: 24, mean: -0.005, deviation: 0.01 },
}

function planOf(model: PathModel, antithetic: boolean, products = 1, endsOnly = false): SimulationPlan {
  const key = RandomStream.keyOf('bench')
  const returns = Array.from({ length: products }, (_, product) => {
    const row = new Float64Array(ROWS)
    addNormals(new RandomStream(key, product), row, ROWS)
    return row.map((value) => value * DEVIATION)
  })
  return {
    settings: {
      ...{ model, paths: PATHS, steps: STEPS, seed: 'bench', antithetic, drift: false, endsOnly },
      ...{ ruin: 0.5, drawdown: 0.02 },
    },
    portfolio: { cash: 0, holdings: returns.map((_, product) => ({ id: `P${product}`, value: 10_000 })) },
    ...{ returns, span: 60_000, notes: [] },
  }
}

function kernel(ends: Float64Array, isMirrored: boolean): void {
  const stream = new RandomStream(RandomStream.keyOf('bench'), 0)
  const count = isMirrored ? SIDE_BY_SIDE / 2 : SIDE_BY_SIDE
  const sums = new Float64Array(count)
  for (let from = 0; from + SIDE_BY_SIDE <= ends.length; from += SIDE_BY_SIDE) {
    sums.fill(0)
    for (let step = 0; step < STEPS; step += 1) addNormals(stream, sums, count)
    for (let i = 0; i < count; i += 1) {
      const apart = DEVIATION * sums[i]!
      ends[from + i] = fastExp(apart)
      if (isMirrored) ends[from + count + i] = fastExp(-apart)
    }
  }
}

function bootstrapKernel(ends: Float64Array, returns: readonly number[]): () => void {
  const blocks = blocksOf(ROWS, MEAN_BLOCK, STEPS)
  const sums = new Float64Array(ROWS + STEPS + 1)
  for (let i = 0; i < ROWS + STEPS; i += 1) sums[i + 1] = sums[i]! + log(1 + returns[i % ROWS]!)
  const logs = new Float64Array(SIDE_BY_SIDE)
  const stream = new RandomStream(RandomStream.keyOf('bench'), 0)
  return () => {
    for (let from = 0; from + SIDE_BY_SIDE <= ends.length; from += SIDE_BY_SIDE) {
      endsOfBlocks(stream, blocks, sums, STEPS, logs)
      for (let i = 0; i < SIDE_BY_SIDE; i += 1) ends[from + i] = fastExp(logs[i]!)
    }
  }
}

function whole(plan: SimulationPlan, paths = MANY): () => void {
  const prepared = prepare({ ...plan, settings: { ...plan.settings, paths: Math.max(paths, PATHS) } })
  return () => {
    const simulation = new Simulation(prepared, { from: 0, to: paths })
    while (!simulation.isDone) simulation.step()
  }
}

function report(plan: SimulationPlan): () => void {
  return () => {
    const simulation = new Simulation(prepare(plan), { from: 0, to: PATHS })
    while (!simulation.isDone) simulation.step()
    const gathering = new Gathering(plan)
    gathering.add(simulation.part())
    gathering.report(0)
  }
}

/** Best of several runs, in turn, milliseconds: other work on the machine only ever adds. */
function best(works: readonly (() => void)[], runs: number): number[] {
  const least = works.map(() => Infinity)
  for (let run = 0; run < runs; run += 1) {
    works.forEach((work, index) => {
      const start = performance.now()
      work()
      least[index] = Math.min(least[index]!, performance.now() - start)
    })
  }
  return least
}

export function measureMonteCarlo(): MonteCarloFigures {
  const few = new Float64Array(FEW)
  const many = new Float64Array(MANY)
  const returns = Array.from(planOf(GBM, false).returns[0]!)
  const works: readonly (readonly [number, () => void])[] = [
    [FEW, () => plainPaths(few, STEPS, 0, DEVIATION)],
    [FEW, () => pairedPaths(few, STEPS, 0, DEVIATION)],
    [FEW, () => slicedPaths(few, STEPS, returns, MEAN_BLOCK)],
    [MANY, () => kernel(many, false)],
    [MANY, () => kernel(many, true)],
    [MANY, whole(planOf(GBM, false))],
    [MANY, whole(planOf(GBM, true))],
    [LOTS, bootstrapKernel(new Float64Array(LOTS), returns)],
    [LOTS, whole(planOf(BOOTSTRAP, false, 1, true), LOTS)],
    [MANY, whole(planOf(BOOTSTRAP, false))],
    [MANY, whole(planOf(JUMPS, true))],
  ]
  const times = best(
    works.map(([, work]) => work),
    RUNS,
  )
  const rates = works.map(([paths], index) => (paths * 1000) / times[index]!)
  const [plain, paired, sliced, ends, mirroredEnds] = rates as [number, number, number, number, number]
  const [wholeRate, mirroredWhole, bootstrapEnds, bootstrapLabEnds, bootstrapWhole, jumpsWhole] = rates.slice(
    5,
  ) as typeof rates & [number, number, number, number, number, number]
  return {
    ...{ plain, paired, sliced, ends, mirroredEnds, whole: wholeRate, mirroredWhole },
    ...{ bootstrapEnds, bootstrapLabEnds, bootstrapWhole, jumpsWhole, reports: reports() },
  }
}

function reports(): MonteCarloFigures['reports'] {
  const plans: readonly (readonly [string, SimulationPlan])[] = [
    ['GBM, 1 product', planOf(GBM, true)],
    ['GBM, 5 products', planOf(GBM, true, 5)],
    ['jump-diffusion, 5 products', planOf(JUMPS, true, 5)],
    ['bootstrap, 5 products', planOf(BOOTSTRAP, false, 5)],
  ]
  const times = best(
    plans.map(([, plan]) => report(plan)),
    REPORTS,
  )
  return plans.map(([name], index) => ({ name, milliseconds: times[index]! }))
}
