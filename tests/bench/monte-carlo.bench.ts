/** Simulated paths a second on one core beside plain loops, in Node and in a worker of Chromium, in one run. */
import { type BenchRow, compared } from './bench-row'
import { inWorker } from './in-worker'
import { MEAN_BLOCK, type MonteCarloFigures, PATHS, STEPS, measureMonteCarlo } from './monte-carlo-figures'

const BLOCK = `mean block ${MEAN_BLOCK}`

function rowsOf(where: string, figures: MonteCarloFigures): BenchRow[] {
  const { plain, paired, sliced } = figures
  const row = (name: string, value: number, reference: number, target?: string): BenchRow =>
    compared({
      ...{ name: `${where}: ${name}`, value, unit: 'paths/s', reference },
      ...(target === undefined ? {} : { target }),
    })
  const gbm = `GBM, 1 product × ${STEPS} steps`
  return [
    row(`${gbm}, end values only`, figures.ends, plain, 'ratio ≥ 12'),
    row(`${gbm}, end values only (reference: both normals of a pair)`, figures.ends, paired),
    row(`${gbm}, end values only, antithetic`, figures.mirroredEnds, plain, 'ratio ≥ 12'),
    row(`${gbm}, with falls and fan at every step`, figures.whole, plain),
    row(`${gbm}, with falls and fan at every step, antithetic`, figures.mirroredWhole, plain),
    row('jump-diffusion, with falls and fan at every step, antithetic', figures.jumpsWhole, plain),
    row(
      `bootstrap, ${BLOCK}, end values only (reference: slices)`,
      figures.bootstrapEnds,
      sliced,
      'ratio ≥ 30',
    ),
    row(
      `bootstrap, ${BLOCK}, end values with their profits, falls and fan (reference: slices)`,
      figures.bootstrapLabEnds,
      sliced,
    ),
    row(
      `bootstrap, ${BLOCK}, with falls and fan at every step (reference: slices)`,
      figures.bootstrapWhole,
      sliced,
    ),
    ...figures.reports.map(({ name, milliseconds }) => ({
      name: `${where}: ${PATHS.toLocaleString('en-US')} × ${STEPS}, ${name}, from plan to report`,
      ...{ value: milliseconds / 1000, unit: 's' },
    })),
  ]
}

export async function run(): Promise<BenchRow[]> {
  return [
    ...rowsOf('Node', measureMonteCarlo()),
    ...rowsOf('Chromium worker', await inWorker<MonteCarloFigures>('monte-carlo-worker.ts')),
  ]
}
