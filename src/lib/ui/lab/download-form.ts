/** A download as it is typed into the form, and what it would take. Pure. */
import { ProductId } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { BarGranularity } from '../../market/types'
import type { DownloadRequest, TimeRange } from '../../../workers/api/lab'
import { countText, pluralText } from '../format'
import { idFromText } from '../match-form/product-search'
import { spanText } from '../time-format'
import { DAY_MS, parseDay } from './dataset-text'

export interface DownloadForm {
  readonly product: string
  readonly granularity: BarGranularity
  /** First and last day, UTC, both wanted. */
  readonly from: string
  readonly to: string
}

export type DownloadErrors = Readonly<Partial<Record<keyof DownloadForm, string>>>

/** What the exchange answers to one request, at most. */
const ROWS_PER_REQUEST = 300
/** A little below what it allows in a second. */
const REQUESTS_PER_SECOND = 4

/** @param now nothing later can be asked for */
export function checkDownload(form: DownloadForm, now: number): Result<DownloadRequest, DownloadErrors> {
  const product = ProductId.parse(idFromText(form.product))
  const range = checkDays(form, now)
  if (product.ok && range.ok) {
    return ok({ product: product.value, granularity: form.granularity, range: range.value })
  }
  const fault = product.ok
    ? {}
    : { product: form.product === '' ? 'Give a product such as BTC-USD.' : product.error }
  return err({ ...fault, ...(range.ok ? {} : range.error) })
}

function checkDays({ from, to, granularity }: DownloadForm, now: number): Result<TimeRange, DownloadErrors> {
  const [first, last] = [parseDay(from), parseDay(to)]
  if (first === undefined) return err({ from: 'Give a day such as 2025-01-31.' })
  if (last === undefined) return err({ to: 'Give a day such as 2025-01-31.' })
  if (first > last) return err({ to: 'The last day is before the first.' })
  const bucket = granularity * 1000
  const end = Math.min(last + DAY_MS, Math.floor(now / bucket) * bucket)
  return first < end ? ok({ from: first, to: end }) : err({ from: 'That day is still to come.' })
}

/** `1,752 requests for at most 525,600 bars, about 7 min.` */
export function effortText({ range, granularity }: DownloadRequest): string {
  const rows = Math.ceil((range.to - range.from) / (granularity * 1000))
  const requests = Math.ceil(rows / ROWS_PER_REQUEST)
  const span = Math.max(1000, (requests / REQUESTS_PER_SECOND) * 1000)
  return `${pluralText(requests, 'request')} for at most ${countText(rows)} bars, about ${spanText(span)}.`
}
