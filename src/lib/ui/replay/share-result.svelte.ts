import { type Answer, failure, success } from '../answer'
import type { ReplayClient } from './client'
import { type PageAddress, hostedAddress, summaryAddress } from './summary'

/** Where the page is, and what it may do there. */
export interface ShareMeans {
  readonly page: PageAddress
  /** Rejects when the browser refuses. */
  readonly copy: (text: string) => Promise<void>
  readonly save: (name: string, blob: Blob) => void
}

/** The panel "Share": a link with the result in it, a picture, and how a hosted file is addressed. */
export class ShareResultState {
  readonly #client: Pick<ReplayClient, 'summaryLink'>
  readonly #means: ShareMeans
  #answer = $state.raw<Answer | undefined>(undefined)
  #link = $state.raw('')
  #busy = $state.raw(false)

  constructor(client: Pick<ReplayClient, 'summaryLink'>, means: ShareMeans) {
    this.#client = client
    this.#means = means
  }

  get answer(): Answer | undefined {
    return this.#answer
  }
  /** The link itself where the browser did not copy it; else empty. */
  get link(): string {
    return this.#link
  }
  get busy(): boolean {
    return this.#busy
  }
  /** How an address opens a file that is hosted somewhere. */
  get hosted(): string {
    return hostedAddress(this.#means.page)
  }

  /** Never throws. */
  async copyLink(): Promise<void> {
    await this.#do('The link could not be made.', async () => {
      const code = await this.#client.summaryLink()
      if (!code.ok) return { good: false, text: code.error }
      const link = summaryAddress(this.#means.page, code.value)
      return this.#copy(link, 'The link is copied. It holds a summary, which nobody can verify.')
    })
  }

  /** Never throws. */
  async copyHosted(): Promise<void> {
    await this.#do('The link could not be copied.', () =>
      this.#copy(this.hosted, 'Copied. Put the file’s own address in place of “https://…” at its end.'),
    )
  }

  /** @param draw undefined where the browser makes no picture. Never throws. */
  async savePicture(name: string, draw: () => Promise<Blob | undefined>): Promise<void> {
    await this.#do('The picture could not be drawn.', async () => {
      const blob = await draw()
      if (blob === undefined) return { good: false, text: 'This browser could not draw the picture.' }
      this.#means.save(name, blob)
      return success(`${name} is among your downloads.`)
    })
  }

  async #copy(text: string, done: string): Promise<Answer> {
    try {
      await this.#means.copy(text)
      return success(done)
    } catch {
      this.#link = text
      return { good: false, text: 'The browser did not allow copying. Here it is to copy by hand:' }
    }
  }

  async #do(sentence: string, run: () => Promise<Answer>): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    this.#link = ''
    try {
      this.#answer = await run()
    } catch (error) {
      this.#answer = failure(sentence, error)
    } finally {
      this.#busy = false
    }
  }
}
