/** What the tabs of one browser tell one another about chat nodes and keys: where keys lie, never a key. */
import * as v from 'valibot'

const CHANNEL = 'arena-chat-nodes'

export interface TabNewsListener {
  /** Chat nodes, or what is kept of keys, are not what they were. */
  readonly onChanged: () => void
  readonly onKeyForgotten: (origin: string, slot: string) => void
}

const forgotten = v.object({ forgotten: v.object({ origin: v.string(), slot: v.string() }) })

export class TabNews {
  readonly #channel = new BroadcastChannel(CHANNEL)

  constructor(listener: TabNewsListener) {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const news = v.safeParse(forgotten, data)
      if (!news.success) listener.onChanged()
      else listener.onKeyForgotten(news.output.forgotten.origin, news.output.forgotten.slot)
    })
  }

  changed(): void {
    this.#channel.postMessage(null)
  }

  keyForgotten(origin: string, slot: string): void {
    this.#channel.postMessage({ forgotten: { origin, slot } })
  }

  close(): void {
    this.#channel.close()
  }
}
