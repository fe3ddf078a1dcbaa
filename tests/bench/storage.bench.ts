/** Log writes per second into the browser's own IndexedDB, by durability and by steps in one commit. */
import { type BenchRow, compared } from './bench-row'
import { inWorker } from './in-worker'
import type { StorageFigure } from './storage-worker'

/** Steps per second with strict durability (what the arena uses); for reference the same relaxed. */
export async function run(): Promise<BenchRow[]> {
  const figures = await inWorker<StorageFigure[]>('storage-worker.ts')
  const relaxed = figures.filter(({ durability }) => durability === 'relaxed')
  return figures
    .filter(({ durability }) => durability === 'strict')
    .flatMap((strict) => rowsOf(strict, relaxed.find(({ size }) => size === strict.size) ?? strict))
}

function rowsOf(strict: StorageFigure, relaxed: StorageFigure): BenchRow[] {
  const load = `${strict.size} ${strict.size === 1 ? 'step' : 'steps'} a commit`
  return [
    compared({
      name: `log writes, ${load} (strict; reference: relaxed)`,
      ...{ value: strict.stepsPerSecond, unit: 'steps/s', reference: relaxed.stepsPerSecond },
    }),
    compared({
      name: `time of a commit, ${load} (strict; reference: relaxed)`,
      ...{ value: strict.commitMs, unit: 'ms', reference: relaxed.commitMs },
    }),
  ]
}
