import type { ProductId, ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { StoreFailure } from '../../core/store-failure'
import { type BarBlock, sealBlock } from '../../engine/block/bar-block'
import type { QuotedBars } from '../../market/bars'
import type { BarGranularity } from '../../market/types'
import { alignBars } from './align'
import type { BarStore, DatasetRow, SpanRow } from './bar-store'
import type { BarSource, Dataset, TimeRange } from './dataset'
import { datasetId, datasetOf, stepOf } from './dataset-view'
import { granularityText, instantText } from './instant-text'
import { alignRange, intersectRange, mergeRanges, subtractRanges } from './ranges'
import { splitQuotes } from './quoted-block'
import { readSpan } from './span-rows'
import type { ZeroCopyManager } from './zero-copy'

/** What the bars of an Arrow table are bars of. */
export interface BarsAbout {
  readonly source: BarSource
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
}

export interface BarCatalogDeps<TArrow> {
  readonly store: BarStore
  readonly memory: ZeroCopyManager
  /** A table over the same buffers. */
  readonly arrowOf: (bars: QuotedBars, about: BarsAbout) => TArrow
}

/** Bars for a backtest: rows aligned, in the order of the datasets asked for. */
export interface ReadBlock {
  readonly block: BarBlock
  readonly datasets: readonly Dataset[]
}

/**
 * The one way to stored bars: as columns, or as an Arrow table over them. A read within one span copies
 * nothing on its way from the store. No method rejects.
 */
export class BarCatalog<TArrow> {
  constructor(
    private readonly deps: BarCatalogDeps<TArrow>,
    private readonly source: BarSource = 'coinbase',
  ) {}

  /** The same library, read by product from another source. */
  of(source: BarSource): BarCatalog<TArrow> {
    return new BarCatalog(this.deps, source)
  }

  /** Of all sources, by id. */
  datasets(): Promise<Result<readonly Dataset[], string>> {
    return sentenceOf(async () => {
      const { rows } = this.deps.store
      const all = await rows.datasets()
      return ok(await Promise.all(all.map(async (row) => datasetOf(row, await rows.spans(row.id)))))
    })
  }

  /** Undefined when there is none of this id. */
  dataset(id: string): Promise<Result<Dataset | undefined, string>> {
    return sentenceOf(async () => {
      const { rows } = this.deps.store
      const row = await rows.dataset(id)
      return ok(row && datasetOf(row, await rows.spans(id)))
    })
  }

  /**
   * Bars whose buckets start in [from, to), ms since the epoch, prices in ticks; with quotes where the dataset has
   * them. A sentence unless all of that was asked of the source; buckets in which the source had nothing are
   * simply absent.
   */
  read(
    product: ProductId,
    granularity: BarGranularity,
    from: number,
    to: number,
  ): Promise<Result<QuotedBars, string>> {
    return this.readDataset(datasetId(this.source, product, granularity), { from, to })
  }

  /** As {@link read}, as an Arrow table over the same memory. */
  async readArrow(
    product: ProductId,
    granularity: BarGranularity,
    from: number,
    to: number,
  ): Promise<Result<TArrow, string>> {
    const id = datasetId(this.source, product, granularity)
    const read = await sentenceOf(() => this.#read(id, { from, to }))
    return read.ok ? ok(this.deps.arrowOf(read.value.bars, read.value.row)) : read
  }

  async readDataset(id: string, range: TimeRange): Promise<Result<QuotedBars, string>> {
    const read = await sentenceOf(() => this.#read(id, range))
    return read.ok ? ok(read.value.bars) : read
  }

  /** Several datasets of one source and one granularity, aligned and named by their content; quotes if all have them. */
  readBlock(ids: readonly string[], range: TimeRange): Promise<Result<ReadBlock, string>> {
    return sentenceOf(async () => {
      const reads: StoredBars[] = []
      for (const id of ids) {
        const read = await this.#read(id, range)
        if (!read.ok) return read
        reads.push(read.value)
      }
      return this.#sealed(reads)
    })
  }

  #sealed(reads: readonly StoredBars[]): Result<ReadBlock, string> {
    const [first] = reads
    if (first === undefined) return err('Choose the bars of at least one product.')
    const { source, granularity } = first.row
    const alike = reads.every(({ row }) => row.source === source && row.granularity === granularity)
    if (!alike) return err('The bars of one backtest must be of one source and one granularity.')
    if (new Set(reads.map(({ row }) => row.spec.id)).size < reads.length) {
      return err('Each product can take part only once.')
    }
    const aligned = alignBars(
      reads.map(({ bars }) => bars),
      this.deps.memory,
    )
    if (aligned[0]?.length === 0) return err('There is no bar in this range.')
    const { products, quotes } = splitQuotes(aligned)
    const block = sealBlock(granularity, products, quotes)
    return block.ok ? ok({ block: block.value, datasets: reads.map(({ dataset }) => dataset) }) : block
  }

  async #read(id: string, asked: TimeRange): Promise<Result<StoredBars, string>> {
    const { rows, files } = this.deps.store
    const row = await rows.dataset(id)
    if (row === undefined) return err(`The library has no bars "${id}".`)
    const step = stepOf(row.granularity)
    if (!(asked.from < asked.to)) return err('The range ends before it begins.')
    const range = alignRange(asked, step)
    const spans = await rows.spans(id)
    const lacking = lackOf(row, spans, range)
    if (lacking !== undefined) return err(lacking)
    const parts: QuotedBars[] = []
    for (const span of spans) {
      const part = intersectRange(span.range, range)
      if (part === undefined) continue
      const bars = await readSpan(files, span, part, step, row.quotes)
      if (!bars.ok) return bars
      parts.push(bars.value)
    }
    const full = parts.filter(({ length }) => length > 0)
    const bars = this.deps.memory.concatenate(full.length > 0 ? full : parts.slice(0, 1))
    return ok({ row, dataset: datasetOf(row, spans), bars })
  }
}

interface StoredBars {
  readonly row: DatasetRow
  readonly dataset: Dataset
  readonly bars: QuotedBars
}

/** What of the range was never asked of the source, in words. */
function lackOf(row: DatasetRow, spans: readonly SpanRow[], range: TimeRange): string | undefined {
  const stored = spans.map((span) => span.range)
  const [lacking] = subtractRanges(range, stored)
  if (lacking === undefined) return undefined
  const there = mergeRanges(stored).map(({ from, to }) => `${instantText(from)} to ${instantText(to)}`)
  const what = `${granularityText(row.granularity)} bars of ${row.spec.id}`
  const known = there.length === 0 ? 'There are none.' : `There are those from ${there.join(', and from ')}.`
  return `The library lacks ${what} from ${instantText(lacking.from)} to ${instantText(lacking.to)}. ${known}`
}

/** Turns what a store rejects with into its sentence. */
export async function sentenceOf<T>(work: () => Promise<Result<T, string>>): Promise<Result<T, string>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreFailure) return err(error.message)
    throw error
  }
}
