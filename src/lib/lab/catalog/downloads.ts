import { ProductId } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import { BAR_GRANULARITIES } from '../../market/types'
import { datasetId, stepOf } from './dataset-view'
import { DownloadJob, type JobDeps, settledRange } from './download-job'
import type { DownloadRequest, DownloadShelf, DownloadView, KeptDownload } from './download-types'
import { alignRange } from './ranges'

export interface DownloadsDeps extends Omit<JobDeps, 'changed'> {
  /** Remembers what has not ended, for the next visit. */
  readonly shelf: DownloadShelf
  readonly changed: (downloads: readonly DownloadView[]) => void
}

const STOPPED =
  'It does not run in this tab: its page was closed, or another tab is at it. What was stored is kept.'

/** The downloads of this visit and those an earlier one left unfinished. No method rejects. */
export class Downloads {
  readonly #jobs = new Map<string, DownloadJob>()

  constructor(private readonly deps: DownloadsDeps) {}

  /** Takes up, standing, what an earlier visit left. */
  async open(): Promise<void> {
    for (const kept of await this.deps.shelf.list()) {
      if (!this.#jobs.has(kept.id)) this.#jobs.set(kept.id, this.#job(kept, STOPPED))
    }
  }

  views(): readonly DownloadView[] {
    return [...this.#jobs.values()].map(({ view }) => view)
  }

  /** Starts, or goes on with, a download; resolves while it runs. Only what is missing is asked for. */
  async start(request: DownloadRequest): Promise<Result<void, string>> {
    const wanted = checkedRequest(request, this.deps.clock.now())
    if (!wanted.ok) return wanted
    const { id } = wanted.value
    if (this.#isBusy(wanted.value)) return err('A download of these bars is under way already.')
    const before = this.#jobs.get(id)
    if (before?.view.state !== 'paused') this.#jobs.set(id, this.#job(wanted.value))
    await this.deps.shelf.keep(wanted.value)
    return this.#run(id)
  }

  async pause(id: string): Promise<void> {
    await this.#jobs.get(id)?.stop('paused')
  }

  async resume(id: string): Promise<Result<void, string>> {
    const job = this.#jobs.get(id)
    if (job === undefined) return err('This download is not known any more.')
    if (this.#isBusy(job.request)) return err('A download of these bars is under way already.')
    await this.deps.shelf.keep(job.request)
    return this.#run(id)
  }

  /** What is stored already stays. */
  async cancel(id: string): Promise<void> {
    await this.#jobs.get(id)?.stop('cancelled')
    await this.deps.shelf.forget(id)
  }

  /** Stops all; the next visit finds them standing. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs.values()].map((job) => job.stop('paused')))
  }

  #run(id: string): Result<void, string> {
    const job = this.#jobs.get(id)
    void job?.run().then(async () => {
      if (job.view.state === 'done' || job.view.state === 'failed') await this.deps.shelf.forget(id)
    })
    return ok(undefined)
  }

  /** One download writes to a dataset at a time. */
  #isBusy({ product, granularity }: DownloadRequest): boolean {
    return this.views().some((view) => {
      return view.state === 'running' && view.product === product && view.granularity === granularity
    })
  }

  #job(request: KeptDownload, notice = ''): DownloadJob {
    const changed = (): void => this.deps.changed(this.views())
    return new DownloadJob(request, { ...this.deps, changed }, notice)
  }
}

function checkedRequest(request: DownloadRequest, now: number): Result<KeptDownload, string> {
  const { granularity, range } = request
  const product = ProductId.parse(request.product.trim().toUpperCase())
  if (!product.ok) return product
  if (!BAR_GRANULARITIES.includes(granularity)) return err('Coinbase has no bars of this length.')
  const isSpan = Number.isSafeInteger(range.from) && Number.isSafeInteger(range.to) && range.from >= 0
  if (!isSpan || range.from >= range.to) return err('The range ends before it begins.')
  const settled = settledRange(range, stepOf(granularity), now)
  if (settled.from >= settled.to)
    return err('Nothing of this range is over for long enough to be downloaded.')
  const whole = alignRange(range, stepOf(granularity))
  const id = `${datasetId('coinbase', product.value, granularity)}/${whole.from}-${whole.to}`
  return ok({ id, product: product.value, granularity, range: whole })
}
