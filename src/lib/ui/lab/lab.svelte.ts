import type {
  Dataset,
  DownloadView,
  LabOpened,
  LabProgress,
  OwnCode,
  RunSummary,
  SharedProgress,
} from '../../../workers/api/lab'
import type { LabClient, LabListener } from './client'

/** Of all bars that are made up here: products of one market move together. */
export const DEMO_SEED = 'demo'

/** The bars that are made where there are none yet: a quarter of minutes, the same for everybody. */
const DEMO = {
  product: 'BTC-USD',
  granularity: 60,
  seed: DEMO_SEED,
  range: { from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 3, 1) },
} as const

export type Work =
  'run' | 'verify' | 'export' | 'sweep' | 'import' | 'open' | 'estimate' | 'simulate' | 'rules'

/** What the whole page knows: the library, kept runs, the work under way. Panels have states of their own. */
export class Lab implements LabListener {
  readonly client: LabClient
  #opened = $state.raw<LabOpened | undefined>(undefined)
  #datasets = $state.raw<readonly Dataset[]>([])
  #downloads = $state.raw<readonly DownloadView[]>([])
  #runs = $state.raw<readonly RunSummary[]>([])
  #own = $state.raw<readonly OwnCode[]>([])
  #work = $state.raw<Work | undefined>(undefined)
  #progress = $state.raw<LabProgress | undefined>(undefined)
  #trials = $state.raw<SharedProgress | undefined>(undefined)
  #paths = $state.raw<SharedProgress | undefined>(undefined)
  #stopping = $state.raw(false)
  #problem = $state.raw('')
  #lost = $state.raw('')

  constructor(client: LabClient) {
    this.client = client
  }

  /** Undefined until the library is open. */
  get opened(): LabOpened | undefined {
    return this.#opened
  }
  get datasets(): readonly Dataset[] {
    return this.#datasets
  }
  get downloads(): readonly DownloadView[] {
    return this.#downloads
  }
  /** Newest first. */
  get runs(): readonly RunSummary[] {
    return this.#runs
  }
  /** The visitor's saved code. */
  get own(): readonly OwnCode[] {
    return this.#own
  }
  /** One thing at a time is worked at. */
  get work(): Work | undefined {
    return this.#work
  }
  get progress(): LabProgress | undefined {
    return this.#progress
  }
  get trials(): SharedProgress | undefined {
    return this.#trials
  }
  /** Of a simulation. */
  get paths(): SharedProgress | undefined {
    return this.#paths
  }
  get stopping(): boolean {
    return this.#stopping
  }
  /** Why there is no lab; else empty. */
  get problem(): string {
    return this.#problem
  }
  /** That the desk was replaced; else empty. */
  get lost(): string {
    return this.#lost
  }

  /** Never throws. Where there is no data yet, some is made. */
  async open(): Promise<void> {
    const opened = await this.client.open(this)
    if (!opened.ok) {
      this.#problem = opened.error
      return
    }
    const { datasets, downloads, runs, own } = opened.value
    this.#downloads = downloads
    this.#runs = runs
    this.#own = own
    this.#datasets = datasets.length > 0 ? datasets : await this.#demo()
    this.#opened = opened.value
  }

  async #demo(): Promise<readonly Dataset[]> {
    const made = await this.client.makeDemo(DEMO)
    if (!made.ok) this.#problem = made.error
    return made.ok ? [made.value] : []
  }

  /** Does `job` unless something else is under way, in which case undefined is answered. */
  async doing<T>(work: Work, job: () => Promise<T>): Promise<T | undefined> {
    if (this.#work !== undefined) return undefined
    this.#work = work
    this.#lost = ''
    try {
      return await job()
    } finally {
      this.#work = undefined
      this.#progress = undefined
      this.#trials = undefined
      this.#paths = undefined
      this.#stopping = false
    }
  }

  async stop(): Promise<void> {
    if (this.#work === undefined || this.#stopping) return
    this.#stopping = true
    await this.client.stop()
  }

  async reloadRuns(): Promise<void> {
    this.#runs = await this.client.runs()
  }

  async deleteRun(id: string): Promise<void> {
    await this.client.deleteRun(id)
    await this.reloadRuns()
  }

  /** A sentence when it stands. */
  async deleteDataset(id: string): Promise<string | undefined> {
    const deleted = await this.client.deleteDataset(id)
    await this.reloadDatasets()
    return deleted.ok ? undefined : deleted.error
  }

  async reloadDatasets(): Promise<void> {
    this.#datasets = await this.client.datasets()
  }

  /** Keeps code; a sentence when that failed. */
  async saveOwn(own: OwnCode): Promise<string | undefined> {
    const saved = await this.client.saveOwn(own)
    if (!saved.ok) return saved.error
    this.#own = [...this.#own.filter(({ name }) => name !== own.name), own]
    return undefined
  }

  async deleteOwn(name: string): Promise<void> {
    await this.client.deleteOwn(name)
    this.#own = this.#own.filter((own) => own.name !== name)
  }

  onProgress(progress: LabProgress): void {
    if (this.#work !== undefined) this.#progress = progress
  }
  onDownloads(downloads: readonly DownloadView[]): void {
    this.#downloads = downloads
  }
  onDatasets(datasets: readonly Dataset[]): void {
    this.#datasets = datasets
  }
  onSweep(progress: SharedProgress): void {
    if (this.#work === 'sweep') this.#trials = progress
  }
  onSimulation(progress: SharedProgress): void {
    if (this.#work === 'simulate') this.#paths = progress
  }
  onLost(sentence: string): void {
    this.#lost = sentence
  }
}
