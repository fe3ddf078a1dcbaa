import type { ProductSpec } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { BarGranularity } from '../../market/types'
import type { DatasetWriter } from './bar-recorder'
import type { TimeRange } from './dataset'
import { stepOf } from './dataset-view'
import { type HistoryFailure, PAGE_BUCKETS } from './download-types'
import { instantText } from './instant-text'
import { type PageAnswer, Pages, pageCount } from './pages'
import { subtractRanges } from './ranges'

const DAY = 86_400
const DAY_MS = DAY * 1000

export interface FillingParts {
  readonly spec: ProductSpec
  readonly granularity: BarGranularity
  /** Whole buckets, all of them over for long enough that the source has them. */
  readonly range: TimeRange
  readonly writer: DatasetWriter
  readonly ask: (granularity: BarGranularity, window: TimeRange) => Promise<PageAnswer>
  /** Requests still needed, as far as is known; bars that were stored just now. */
  readonly progress: (needed: number, rows: number) => void
}

/** Asks the source for what a dataset lacks of a range, oldest first, and stores each page as it comes. */
export class Filling {
  readonly #step: number
  #rows = 0
  #begins: number | undefined

  constructor(private readonly parts: FillingParts) {
    this.#step = stepOf(parts.granularity)
  }

  /** Answers what is to be known of the result, else an empty text. */
  async run(): Promise<Result<string, HistoryFailure>> {
    const gaps = subtractRanges(this.parts.range, this.parts.writer.ranges)
    for (const [index, gap] of gaps.entries()) {
      const later = gaps.slice(index + 1).reduce((sum, range) => sum + pageCount(range, this.#step), 0)
      const filled = await this.#fill(gap, later)
      if (!filled.ok) return filled
    }
    return this.#summary()
  }

  async #fill(gap: TimeRange, later: number): Promise<Result<void, HistoryFailure>> {
    const { ask, granularity, progress } = this.parts
    const pages = new Pages(gap, this.#step, (window) => ask(granularity, window))
    const tell = (from: number, rows: number): void => {
      progress(pageCount({ from, to: gap.to }, this.#step) + later, rows)
    }
    tell(gap.from, 0)
    for (let page = await pages.next(); page !== undefined; page = await pages.next()) {
      const { window, answer } = page
      if (!answer.ok) return answer
      const empty = answer.value.length === 0 && window.to < gap.to
      const next = empty ? await this.#nextDay(window.to, gap.to) : ok(window.to)
      if (!next.ok) return next
      if (next.value > window.to) pages.skipTo(next.value)
      // What lies before the product's first bar is left out, so that a dataset begins where its bars do.
      if (answer.value.length > 0 || !this.#isBeginning(window.from)) {
        await this.parts.writer.append({ from: window.from, to: next.value }, answer.value)
      } else this.#begins = next.value
      this.#rows += answer.value.length
      tell(next.value, answer.value.length)
    }
    return ok(undefined)
  }

  /** Whether nothing of the dataset lies right before. */
  #isBeginning(time: number): boolean {
    return this.parts.writer.ranges.every(({ to }) => to !== time)
  }

  /**
   * Where to go on after an empty page: the first day at or after `from` that has a daily bar, found 300 days at
   * a time; so that years before a listing, or of a halt, cost a few requests.
   */
  async #nextDay(from: number, to: number): Promise<Result<number, HistoryFailure>> {
    if (this.parts.granularity === DAY) return ok(from)
    const lastDay = Math.floor(to / DAY_MS) * DAY_MS
    for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < lastDay; day += PAGE_BUCKETS * DAY_MS) {
      const window = { from: day, to: Math.min(day + PAGE_BUCKETS * DAY_MS, lastDay) }
      const answer = await this.parts.ask(DAY, window)
      if (!answer.ok) return answer
      const [first] = answer.value.time
      if (first !== undefined) return ok(Math.max(from, first))
    }
    return ok(Math.max(from, lastDay))
  }

  #summary(): Result<string, HistoryFailure> {
    const { spec, range, writer } = this.parts
    const has = this.#rows > 0 || writer.ranges.some(({ from, to }) => from < range.to && to > range.from)
    const [from, to] = [instantText(range.from), instantText(range.to)]
    if (!has) {
      return err({ kind: 'refused', sentence: `Coinbase has no bars of ${spec.id} from ${from} to ${to}.` })
    }
    if (this.#begins === undefined) return ok('')
    return ok(
      `Coinbase has no bars of ${spec.id} from ${from} to ${instantText(this.#begins)}; what follows is stored.`,
    )
  }
}
