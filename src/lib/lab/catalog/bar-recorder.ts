import type { Clock } from '../../core/clock'
import { decimalToString } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { StoreFailure } from '../../core/store-failure'
import type { Bars, QuotedBars } from '../../market/bars'
import { sentenceOf } from './bar-catalog'
import type { BarStore, DatasetRow, SpanRow } from './bar-store'
import { barsProblem } from './bars-problem'
import type { Dataset, TimeRange } from './dataset'
import { datasetOf, nextOf, stepOf } from './dataset-view'
import { NO_HOLES, holesOf, joinHoles } from './holes'

/** A dataset to be, or to be added to. Whether it has quotes, its bars say. */
export type NewDataset = Omit<DatasetRow, 'updatedAt' | 'quotes'>

/** Puts bars into the library. No method rejects. */
export class BarRecorder {
  constructor(
    private readonly store: BarStore,
    private readonly clock: Clock,
  ) {}

  /** Stores bars instead of what the dataset held before; after a failure it holds that still. */
  async replace(fresh: NewDataset, range: TimeRange, bars: QuotedBars): Promise<Result<Dataset, string>> {
    const problem = barsProblem(bars, range, stepOf(fresh.granularity))
    if (problem !== undefined) return err(problem)
    return this.#alone(fresh.id, async () => {
      const { rows } = this.store
      const old = (await rows.dataset(fresh.id)) === undefined ? [] : await rows.spans(fresh.id)
      const writer = new DatasetWriter(this.store, this.clock, fresh, old)
      const span = await writer.write(emptySpan(fresh.id, writer.freshId(), range.from), range.to, bars)
      const row = { ...fresh, quotes: bars.quotes !== undefined, updatedAt: this.clock.now() }
      const dropped = old.map(({ id }) => id)
      await rows.commit(row, [span], dropped)
      await this.#discard(dropped)
      return ok(datasetOf(row, [span]))
    })
  }

  /** Runs `work` with the one pen of a dataset, made when it is not there. */
  writing<T>(
    fresh: NewDataset,
    work: (writer: DatasetWriter) => Promise<Result<T, string>>,
  ): Promise<Result<T, string>> {
    return this.#alone(fresh.id, async () => {
      const { rows } = this.store
      const known = await rows.dataset(fresh.id)
      if (known !== undefined && !sameSteps(known.spec, fresh.spec))
        return err(changedSteps(known.spec, fresh.spec))
      const spans = known === undefined ? [] : await rows.spans(fresh.id)
      return work(new DatasetWriter(this.store, this.clock, fresh, spans))
    })
  }

  /** There being none is no error. */
  remove(id: string): Promise<Result<void, string>> {
    return this.#alone(id, async () => {
      const { rows } = this.store
      const spans = await rows.spans(id)
      await rows.remove(id)
      await this.#discard(spans.map((span) => span.id))
      return ok(undefined)
    })
  }

  /** Deletes files that no catalogue row speaks of: of writes that were cut off. */
  async sweep(): Promise<void> {
    const { rows, files, locks } = this.store
    await this.#quietly(() =>
      locks.whenQuiet(async () => {
        const known = await Promise.all((await rows.datasets()).map(({ id }) => rows.spans(id)))
        const wanted = new Set(known.flat().map(({ id }) => id))
        for (const span of await files.list()) if (!wanted.has(span)) await files.remove(span)
      }),
    )
  }

  async #alone<T>(id: string, work: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
    return sentenceOf(async () => {
      const done = await this.store.locks.alone(id, work)
      return done.ok ? done.value : done
    })
  }

  /** The catalogue has forgotten them: whether the files go now or with the next sweep is the same. */
  async #discard(spans: readonly string[]): Promise<void> {
    for (const span of spans) await this.#quietly(() => this.store.files.remove(span))
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error
    }
  }
}

/** The pen of one dataset, in hand only while its lock is. Its methods reject with StoreFailure. */
export class DatasetWriter {
  #spans: readonly SpanRow[]

  constructor(
    private readonly store: BarStore,
    private readonly clock: Clock,
    private readonly dataset: NewDataset,
    spans: readonly SpanRow[],
  ) {
    this.#spans = spans
  }

  /** What is stored of it by now. */
  get ranges(): readonly TimeRange[] {
    return this.#spans.map(({ range }) => range)
  }

  /**
   * Adds what the source had in a range of which nothing is stored yet, behind the span that ends there if
   * there is one. Both or neither: the bars and the knowledge that the range is done.
   * Bars that come bit by bit have no quotes.
   */
  async append(range: TimeRange, bars: Bars): Promise<void> {
    const before = this.#spans.find((span) => span.range.to === range.from)
    const span = before ?? emptySpan(this.dataset.id, this.freshId(), range.from)
    const longer = await this.write(span, range.to, bars)
    const row = { ...this.dataset, quotes: false, updatedAt: this.clock.now() }
    await this.store.rows.commit(row, [longer], [])
    this.#spans = [...this.#spans.filter(({ id }) => id !== span.id), longer]
  }

  /** Writes the files only; the span they make up is answered, to be committed. */
  async write(span: SpanRow, to: number, bars: QuotedBars): Promise<SpanRow> {
    const range = { from: span.range.from, to }
    if (bars.length === 0) return { ...span, range }
    await this.store.files.write(span.id, span.rows, bars)
    const step = stepOf(this.dataset.granularity)
    const [first = 0, last = first] = [bars.time[0], bars.time.at(-1)]
    return {
      ...span,
      range,
      rows: span.rows + bars.length,
      first: span.rows === 0 ? first : span.first,
      last,
      holes: joinHoles(span.holes, holesOf(bars.time, step, nextOf(span, step))),
    }
  }

  /** A name that no file of the dataset has, nor had in an earlier life of it. */
  freshId(): string {
    const stem = `${this.dataset.id}@${this.clock.now()}`
    const taken = new Set(this.#spans.map(({ id }) => id))
    let number = 1
    while (taken.has(`${stem}-${number}`)) number += 1
    return `${stem}-${number}`
  }
}

function emptySpan(dataset: string, id: string, from: number): SpanRow {
  return { id, dataset, range: { from, to: from }, rows: 0, first: from, last: from, holes: NO_HOLES }
}

function sameSteps(a: ProductSpec, b: ProductSpec): boolean {
  return a.quoteIncrement === b.quoteIncrement
}

function changedSteps(known: ProductSpec, fresh: ProductSpec): string {
  const [was, is] = [decimalToString(known.quoteIncrement), decimalToString(fresh.quoteIncrement)]
  return `The price step of ${known.id} changed from ${was} to ${is}; delete the stored bars to load them anew.`
}
