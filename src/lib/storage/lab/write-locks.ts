import { type Result, err, ok } from '../../core/result'
import type { WriteLocks } from '../../lab/catalog/bar-store'

const NAME = 'arena-lab'
const BUSY = 'These bars are being written to just now, here or in another tab. Try again when that is done.'

/** Among all tabs, by Web Locks: a writer holds its dataset's alone and shares the library's with other writers. */
export class TabLocks implements WriteLocks {
  constructor(private readonly locks: Pick<LockManager, 'request'>) {}

  async alone<T>(dataset: string, work: () => Promise<T>): Promise<Result<T, string>> {
    let answer: Result<T, string> = err(BUSY)
    await this.locks.request(NAME, { mode: 'shared' }, () =>
      this.locks.request(`${NAME}:${dataset}`, { ifAvailable: true }, async (lock) => {
        if (lock !== null) answer = ok(await work())
      }),
    )
    return answer
  }

  async whenQuiet(work: () => Promise<void>): Promise<void> {
    await this.locks.request(NAME, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await work()
    })
  }
}

/** Within this worker only; the file system's own locks hold other tabs off. */
export class WorkerLocks implements WriteLocks {
  readonly #held = new Set<string>()

  async alone<T>(dataset: string, work: () => Promise<T>): Promise<Result<T, string>> {
    if (this.#held.has(dataset)) return err(BUSY)
    this.#held.add(dataset)
    try {
      return ok(await work())
    } finally {
      this.#held.delete(dataset)
    }
  }

  async whenQuiet(work: () => Promise<void>): Promise<void> {
    if (this.#held.size === 0) await work()
  }
}
