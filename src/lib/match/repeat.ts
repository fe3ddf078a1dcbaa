import type { Clock } from '../core/clock'
import type { DurationMs } from '../core/time'

/** Calls `run` again and again, `every` apart, until what it answers is called. */
export function repeat(clock: Clock, every: DurationMs, run: () => void): () => void {
  let cancel: () => void = () => undefined
  const next = (): void => {
    cancel = clock.after(every, () => {
      next()
      run()
    })
  }
  next()
  return () => cancel()
}
