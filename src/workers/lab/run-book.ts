import { type Result, err, ok } from '../../lib/core/result'
import { headFor } from '../../lib/engine/block/backtest-head'
import { writeResult } from '../../lib/lab/files/result-file'
import { readResult } from '../../lib/lab/files/result-read'
import type { RunShelf } from '../../lib/storage/lab/run-shelf'
import type { RunSummary, RunView } from '../api/lab'
import { SOFTWARE } from '../../lib/share/software'
import { breathe } from '../unhurried'
import { type FinishedRun, type MeasuredRun, viewOf } from './run-view'
import { resultOf } from './run-export'

const GONE = 'This run is not kept here any more.'
/** Finished runs at hand with their bars; older ones are read from the shelf again. */
const AT_HAND = 6

/** Finished runs: the last ones at hand, all of them on the shelf as the files that others could open. */
export class RunBook {
  /** By id, the newest last. */
  readonly #entries = new Map<string, MeasuredRun>()
  /** What is on its way to the shelf, one run after the other. */
  #storing: Promise<void> = Promise.resolve()

  constructor(private readonly shelf: RunShelf) {}

  /** Measures a run and keeps it. That it could not be stored is no failure: it is at hand. */
  async keep(run: FinishedRun): Promise<Result<RunView, string>> {
    const entry = this.#enter(run)
    if (!entry.ok) return entry
    const { view } = entry.value
    this.#storing = this.#stored().then(() => this.#store(run, view))
    return ok(view)
  }

  /** Newest first; those that were never stored included. */
  async list(): Promise<readonly RunSummary[]> {
    const stored = await this.shelf.list()
    const own = [...this.#entries.values()].map(({ view }) => view.summary)
    const all = [...own, ...stored.filter(({ id }) => !this.#entries.has(id))]
    return all.sort((a, b) => b.madeAt - a.madeAt)
  }

  /** At hand or from the shelf. */
  async find(id: string): Promise<Result<MeasuredRun, string>> {
    const known = this.#entries.get(id)
    if (known !== undefined) return ok(known)
    await this.#stored()
    const file = await this.shelf.file(id)
    if (file === undefined) return err(GONE)
    const run = await this.read(new Blob([new Uint8Array(file)]))
    return run.ok ? this.#enter(run.value) : run
  }

  async remove(id: string): Promise<void> {
    this.#entries.delete(id)
    await this.#stored()
    await this.shelf.remove(id)
  }

  /** What a result file says, its parts checked against one another, but not run again. */
  async read(file: Blob): Promise<Result<FinishedRun, string>> {
    const result = await readResult(file)
    if (!result.ok) return result
    const { setup, source, products, block, records, digest, madeAt, weights } = result.value
    const head = headFor(records[0] ?? new Uint8Array(), block)
    if (!head.ok) return head
    const { config, fills } = head.value
    return ok({
      ...{ setup, source, products, block, records, digest, madeAt, weights, config, fills },
      milliseconds: Number.NaN,
      notes: [],
    })
  }

  #enter(run: FinishedRun): Result<MeasuredRun, string> {
    const view = viewOf(run)
    if (!view.ok) return view
    const entry = { run, view: view.value }
    const { id } = view.value.summary
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    const oldest = this.#entries.keys().next()
    if (this.#entries.size > AT_HAND && oldest.done !== true) this.#entries.delete(oldest.value)
    return ok(entry)
  }

  async #stored(): Promise<void> {
    await Promise.allSettled([this.#storing])
  }

  /** Bit by bit, after the answer and between the next commands. */
  async #store(run: FinishedRun, view: RunView): Promise<void> {
    await breathe()
    const file = await writeResult(resultOf(run, view), SOFTWARE, breathe)
    if (file.ok) await this.shelf.keep(view.summary, new Uint8Array(await file.value.arrayBuffer()))
  }
}
