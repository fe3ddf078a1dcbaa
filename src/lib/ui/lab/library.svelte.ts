import type { BarFormat, Dataset, DownloadRequest, DownloadView } from '../../../workers/api/lab'
import { type Answer, success } from '../answer'
import { dayText, datasetText, DAY_MS } from './dataset-text'
import { type DownloadErrors, type DownloadForm, checkDownload, effortText } from './download-form'
import type { Lab } from './lab.svelte'

interface Listing {
  readonly id: string
  readonly name: string
}

const SUGGESTED = 200

/** The candle library: what is stored, downloads, exports. */
export class Library {
  readonly #lab: Lab
  readonly #now: () => number
  readonly #save: (name: string, blob: Blob) => void
  #form = $state.raw<DownloadForm>({ product: 'BTC-USD', granularity: 60, from: '', to: '' })
  #strict = $state.raw(false)
  #answer = $state.raw<Answer | undefined>(undefined)
  #products = $state.raw<readonly Listing[]>([])
  #asked = false
  readonly #checked = $derived.by(() => checkDownload(this.#form, this.#now()))

  /** @param now wall time, ms */
  constructor(lab: Lab, now: () => number, save: (name: string, blob: Blob) => void) {
    this.#lab = lab
    this.#now = now
    this.#save = save
    this.#form = { ...this.#form, from: dayText(now() - 30 * DAY_MS), to: dayText(now()) }
  }

  get form(): DownloadForm {
    return this.#form
  }
  get errors(): DownloadErrors {
    return this.#strict && !this.#checked.ok ? this.#checked.error : {}
  }
  /** What the download would take; empty while it cannot be said. */
  get effort(): string {
    return this.#checked.ok ? effortText(this.#checked.value) : ''
  }
  get answer(): Answer | undefined {
    return this.#answer
  }
  /** What may be typed as a product; empty while unknown. */
  get products(): readonly Listing[] {
    return this.#products.slice(0, SUGGESTED)
  }
  get downloads(): readonly DownloadView[] {
    return this.#lab.downloads.filter(({ state }) => state !== 'cancelled')
  }

  set<Field extends keyof DownloadForm>(field: Field, value: DownloadForm[Field]): void {
    this.#form = { ...this.#form, [field]: value }
  }

  /** Once, when the field is first entered; without a list it takes any product. */
  async suggest(): Promise<void> {
    if (this.#asked) return
    this.#asked = true
    const products = await this.#lab.client.products()
    if (products.ok) this.#products = products.value
    else this.#asked = false
  }

  async download(): Promise<void> {
    this.#strict = true
    if (!this.#checked.ok) return
    this.#strict = false
    await this.#start(this.#checked.value)
  }
  async #start(request: DownloadRequest): Promise<void> {
    const started = await this.#lab.client.download(request)
    this.#answer = started.ok ? undefined : { good: false, text: started.error }
  }

  pause(id: string): Promise<void> {
    return this.#lab.client.pauseDownload(id)
  }
  async resume(id: string): Promise<void> {
    const resumed = await this.#lab.client.resumeDownload(id)
    this.#answer = resumed.ok ? undefined : { good: false, text: resumed.error }
  }
  cancel(id: string): Promise<void> {
    return this.#lab.client.cancelDownload(id)
  }

  async export(dataset: Dataset, format: BarFormat): Promise<void> {
    const file = await this.#lab.doing('export', () => this.#lab.client.exportDataset(dataset.id, format))
    if (file === undefined) return
    if (!file.ok) {
      this.#answer = { good: false, text: file.error }
      return
    }
    this.#save(file.value.name, file.value.blob)
    this.#answer = success(`${file.value.name} is among your downloads. ${file.value.notice}`.trim())
  }

  async remove(dataset: Dataset): Promise<void> {
    const problem = await this.#lab.deleteDataset(dataset.id)
    this.#answer =
      problem === undefined ? success(`${datasetText(dataset)} is deleted.`) : { good: false, text: problem }
  }
}
