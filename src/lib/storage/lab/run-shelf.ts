import type { RunSummary } from '../../../workers/api/lab'
import { parseRow } from '../parse-row'
import { type LabDatabase, soundRows } from './lab-database'
import { resultRowSchema, runSchema } from './lab-rows'
import { LabShelf } from './lab-shelf'

/** Older results make room for newer ones. */
export const MOST_RUNS = 50

/** Results of backtests, each as a file that opens again. No method rejects. */
export class RunShelf {
  readonly #summaries: LabShelf
  readonly #files: LabShelf
  readonly #both: LabShelf

  constructor(database: LabDatabase | undefined) {
    this.#summaries = new LabShelf(database, 'runs')
    this.#files = new LabShelf(database, 'results')
    this.#both = new LabShelf(database, 'runs', 'results')
  }

  /** Newest first. */
  list(): Promise<readonly RunSummary[]> {
    return this.#summaries.quietly(async (runs) => {
      const rows = await runs.orderBy('madeAt').reverse().toArray()
      return soundRows(runSchema, rows, 'A kept result').map(({ summary }) => summary)
    }, [])
  }

  /** Answers whether it is kept. */
  keep(summary: RunSummary, file: Uint8Array): Promise<boolean> {
    const { id, madeAt } = summary
    return this.#both.quietly(async (runs, files) => {
      await runs.put(parseRow(runSchema, { id, madeAt, summary }, 'A new result'))
      await files.put(parseRow(resultRowSchema, { id, file }, 'A new result'))
      const old = (await runs.orderBy('madeAt').primaryKeys()).slice(0, -MOST_RUNS)
      await runs.bulkDelete(old)
      await files.bulkDelete(old)
      return true
    }, false)
  }

  /** Undefined when it is not here any more. */
  file(id: string): Promise<Uint8Array | undefined> {
    return this.#files.quietly(async (files) => {
      const row = await files.get(id)
      return row === undefined ? undefined : soundRows(resultRowSchema, [row], 'A kept result')[0]?.file
    }, undefined)
  }

  remove(id: string): Promise<void> {
    return this.#both.quietly(async (runs, files) => {
      await runs.delete(id)
      await files.delete(id)
    }, undefined)
  }
}
