import { sha256Hex } from '../../lib/core/hash'
import { type Result, err, ok } from '../../lib/core/result'
import type { Clock } from '../../lib/core/clock'
import { CoinbaseHistory } from '../../lib/feeds/coinbase/history'
import type { CoinbaseRest } from '../../lib/feeds/coinbase/rest'
import { demoBars, demoSpec } from '../../lib/feeds/demo/demo-bars'
import { BarCatalog, type ReadBlock } from '../../lib/lab/catalog/bar-catalog'
import { BarRecorder, type NewDataset } from '../../lib/lab/catalog/bar-recorder'
import type { Dataset, TimeRange } from '../../lib/lab/catalog/dataset'
import { datasetId, rangeOfBars } from '../../lib/lab/catalog/dataset-view'
import { Downloads } from '../../lib/lab/catalog/downloads'
import { ZeroCopyManager } from '../../lib/lab/catalog/zero-copy'
import { arrowView } from '../../lib/lab/files/arrow-view'
import { inspectBars, readBars, writeBars } from '../../lib/lab/files/bar-file'
import type { ImportedBars } from '../../lib/lab/files/settle-bars'
import type { QuotedBars } from '../../lib/market/bars'
import type { LabStorage } from '../../lib/storage/lab/open-lab-storage'
import type {
  BarFormat,
  DemoRequest,
  DownloadRequest,
  DownloadView,
  FileInspection,
  ImportAnswer,
  ImportChoices,
  LabPageApi,
} from '../api/lab'
import type { ExportedFile } from '../api/replay'
import type { LabWork } from './work'

const UNKNOWN = 'The library does not have these bars any more.'
/** Digits of a file's hash that tell one import from others. */
const MARK = 8

export interface LibraryDeps {
  readonly storage: LabStorage
  readonly clock: Clock
  readonly work: LabWork
  readonly rest: CoinbaseRest
  /** Whether workers of this page can share memory: it is cross-origin isolated. */
  readonly canShare: boolean
  readonly page: LabPageApi | undefined
}

/** The candle library of this browser: what is stored, how it gets there, and the one way to read it. */
export class LabLibrary {
  readonly memory: ZeroCopyManager
  readonly #catalog
  readonly #recorder: BarRecorder
  readonly #downloads: Downloads

  constructor(private readonly deps: LibraryDeps) {
    const { storage, clock, canShare } = deps
    this.memory = new ZeroCopyManager(canShare)
    this.#catalog = new BarCatalog({ store: storage.bars, memory: this.memory, arrowOf: arrowView })
    this.#recorder = new BarRecorder(storage.bars, clock)
    this.#downloads = new Downloads({
      ...{ recorder: this.#recorder, catalog: this.#catalog, shelf: storage.downloads, clock },
      source: new CoinbaseHistory({ rest: deps.rest, clock, chance: Math.random }),
      changed: (views) => this.#downloadsChanged(views),
    })
  }

  /** Takes up downloads that a closed tab left, and clears away what it left half-written. */
  async open(): Promise<void> {
    await this.#recorder.sweep()
    await this.#downloads.open()
  }

  downloads(): readonly DownloadView[] {
    return this.#downloads.views()
  }

  async datasets(): Promise<readonly Dataset[]> {
    const all = await this.#catalog.datasets()
    return all.ok ? all.value : []
  }

  async remove(id: string): Promise<Result<void, string>> {
    const removed = await this.#recorder.remove(id)
    await this.#changed()
    return removed
  }

  read(ids: readonly string[], range: TimeRange): Promise<Result<ReadBlock, string>> {
    return this.#catalog.readBlock(ids, range)
  }

  download(request: DownloadRequest): Promise<Result<void, string>> {
    return this.#downloads.start(request)
  }

  pause(id: string): Promise<void> {
    return this.#downloads.pause(id)
  }

  resume(id: string): Promise<Result<void, string>> {
    return this.#downloads.resume(id)
  }

  cancel(id: string): Promise<void> {
    return this.#downloads.cancel(id)
  }

  async products(): Promise<Result<readonly { readonly id: string; readonly name: string }[], string>> {
    const listed = await this.deps.rest.products()
    if (!listed.ok) return err(listed.error.sentence)
    return ok(listed.value.map(({ id, base, quote }) => ({ id, name: `${base} in ${quote}` })))
  }

  async makeDemo({ product, granularity, range, seed }: DemoRequest): Promise<Result<Dataset, string>> {
    const spec = demoSpec(product)
    if (!spec.ok) return spec
    const bars = demoBars({ spec: spec.value, granularity, range, seed })
    const id = datasetId('demo', spec.value.id, granularity)
    return this.keep({ id, source: 'demo', spec: spec.value, granularity, note: `Seed ${seed}` }, range, bars)
  }

  /** Puts bars in place of what the dataset held. */
  async keep(fresh: NewDataset, range: TimeRange, bars: QuotedBars): Promise<Result<Dataset, string>> {
    const kept = await this.#recorder.replace(fresh, range, bars)
    await this.#changed()
    return kept
  }

  inspect(file: Blob, name: string): Promise<Result<FileInspection, string>> {
    return inspectBars(file, name)
  }

  import(file: Blob, name: string, choices: ImportChoices): Promise<Result<ImportAnswer, string>> {
    return this.deps.work.alone<Result<ImportAnswer, string>>(async (signal) => {
      const onProgress = (done: number, of: number): void =>
        this.deps.work.progress({ stage: 'reading', done, of })
      const read = await readBars(file, choices, { signal, onProgress })
      return read.ok ? this.#keepImport(read.value, name) : read
    }, err)
  }

  async #keepImport(
    { spec, granularity, bars, notes }: ImportedBars,
    name: string,
  ): Promise<Result<ImportAnswer, string>> {
    const range = rangeOfBars(bars, granularity)
    if (range === undefined) return err('The file holds no bars.')
    const mark = sha256Hex(new Uint8Array(bars.close.buffer, bars.close.byteOffset, bars.close.byteLength))
    const id = datasetId('import', spec.id, granularity, mark.slice(0, MARK))
    const kept = await this.keep(
      { id, source: 'import', spec, granularity, note: name.slice(0, 80) },
      range,
      bars,
    )
    return kept.ok ? ok({ dataset: kept.value, notes }) : kept
  }

  async export(id: string, format: BarFormat): Promise<Result<ExportedFile, string>> {
    const dataset = (await this.datasets()).find((one) => one.id === id)
    const [first, last] = [dataset?.ranges[0], dataset?.ranges.at(-1)]
    if (dataset === undefined || first === undefined || last === undefined) return err(UNKNOWN)
    const bars = await this.#whole(dataset)
    if (!bars.ok) return bars
    const { spec, granularity, source } = dataset
    const blob = writeBars({ spec, granularity, source, bars: bars.value }, format)
    if (!blob.ok) return blob
    return ok({ name: `${spec.id.toLowerCase()}-${granularity}s.${format}`, blob: blob.value, notice: '' })
  }

  /** All of a dataset, one range after the other. */
  async #whole({ id, ranges }: Dataset): Promise<Result<QuotedBars, string>> {
    const parts: QuotedBars[] = []
    for (const range of ranges) {
      const part = await this.#catalog.readDataset(id, range)
      if (!part.ok) return part
      parts.push(part.value)
    }
    return ok(this.memory.concatenate(parts))
  }

  #downloadsChanged(views: readonly DownloadView[]): void {
    this.deps.page?.onDownloads(views)
    void this.#changed()
  }

  async #changed(): Promise<void> {
    this.deps.page?.onDatasets(await this.datasets())
  }
}
