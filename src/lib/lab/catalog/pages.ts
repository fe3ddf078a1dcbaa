import type { Result } from '../../core/result'
import type { Bars } from '../../market/bars'
import type { TimeRange } from './dataset'
import { type HistoryFailure, PAGE_BUCKETS } from './download-types'

export type PageAnswer = Result<Bars, HistoryFailure>

export interface Page {
  readonly window: TimeRange
  readonly answer: PageAnswer
}

/** Answers on their way at a time: enough to keep the source's rate over a slow connection. */
const MOST_AHEAD = 3

/** Requests that a range takes. */
export function pageCount({ from, to }: TimeRange, step: number): number {
  return Math.ceil((to - from) / (step * PAGE_BUCKETS))
}

/** The pages of a range in order, a few of them asked for ahead. */
export class Pages {
  #waiting: { readonly window: TimeRange; readonly answer: Promise<PageAnswer> }[] = []
  #asked: number

  constructor(
    private readonly range: TimeRange,
    private readonly step: number,
    private readonly ask: (window: TimeRange) => Promise<PageAnswer>,
  ) {
    this.#asked = range.from
  }

  /** The next page; undefined at the range's end. */
  async next(): Promise<Page | undefined> {
    while (this.#waiting.length < MOST_AHEAD && this.#asked < this.range.to) this.#askNext()
    const first = this.#waiting.shift()
    return first && { window: first.window, answer: await first.answer }
  }

  /** Goes on at `time`, a start of a bucket; what was asked for meanwhile and lies before it is not waited for. */
  skipTo(time: number): void {
    if (this.#waiting.some(({ window }) => window.from < time)) this.#waiting = []
    if (this.#waiting.length === 0) this.#asked = time
  }

  #askNext(): void {
    const to = Math.min(this.#asked + PAGE_BUCKETS * this.step, this.range.to)
    const window = { from: this.#asked, to }
    this.#asked = to
    this.#waiting.push({ window, answer: this.ask(window) })
  }
}
