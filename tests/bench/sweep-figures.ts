import type { BenchRow } from './bench-row'
import { inWorker } from './in-worker'
import type { SweepFigures } from './sweep-worker'

/** Sets × bars a second in workers of Chromium, and what more cores bring. */
export async function sweepRows(): Promise<BenchRow[]> {
  const { sets, bars, seconds } = await inWorker<SweepFigures>('sweep-worker.ts')
  const alone = seconds.find(({ workers }) => workers === 1)?.seconds ?? Number.NaN
  return seconds.map(({ workers, seconds: took }) => ({
    name: `Chromium: sweep of ${sets} sets × ${bars.toLocaleString('en-US')} bars, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    ...{ value: took, unit: 's', reference: alone, ratio: alone / took, target: `ratio near ${workers}` },
  }))
}
