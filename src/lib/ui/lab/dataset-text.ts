/** Stored bars in a person's words. Days are those of UTC: what the exchange counts by. */
import type { BarGranularity } from '../../market/types'
import type { BarSource, Dataset, TimeRange } from '../../../workers/api/lab'

export const DAY_MS = 86_400_000

export const GRANULARITY_OPTIONS: readonly { readonly value: BarGranularity; readonly text: string }[] = [
  { value: 60, text: '1 minute' },
  { value: 300, text: '5 minutes' },
  { value: 900, text: '15 minutes' },
  { value: 3600, text: '1 hour' },
  { value: 21600, text: '6 hours' },
  { value: 86400, text: '1 day' },
]

const SOURCES: Readonly<Record<BarSource, string>> = {
  coinbase: 'Coinbase',
  demo: 'Demo — simulated prices',
  import: 'Imported file',
  match: 'A match of this browser',
}

export function granularityText(granularity: BarGranularity): string {
  return GRANULARITY_OPTIONS.find(({ value }) => value === granularity)?.text ?? `${granularity} s`
}

/** The granularity a control's text stands for. */
export function granularityOf(text: string): BarGranularity | undefined {
  return GRANULARITY_OPTIONS.find(({ value }) => String(value) === text)?.value
}

export function sourceText(source: BarSource): string {
  return SOURCES[source]
}

/** As a control lists it: `BTC-USD, 1 minute`. */
export function datasetText({ spec, granularity }: Dataset): string {
  return `${spec.id}, ${granularityText(granularity)}`
}

/** From the first stored bucket to the end of the last; undefined where nothing is stored. */
export function extentOf({ ranges }: Pick<Dataset, 'ranges'>): TimeRange | undefined {
  const [first, last] = [ranges[0], ranges.at(-1)]
  return first === undefined || last === undefined ? undefined : { from: first.from, to: last.to }
}

/** What all of them have; undefined where that is nothing. */
export function commonExtent(datasets: readonly Dataset[]): TimeRange | undefined {
  const extents = datasets.flatMap((dataset) => extentOf(dataset) ?? [])
  if (extents.length === 0 || extents.length < datasets.length) return undefined
  const from = Math.max(...extents.map((extent) => extent.from))
  const to = Math.min(...extents.map((extent) => extent.to))
  return from < to ? { from, to } : undefined
}

/** Whether orders can be filled at the bid and ask of every bar. */
export function haveQuotes(datasets: readonly Dataset[]): boolean {
  return datasets.length > 0 && datasets.every(({ quotes }) => quotes)
}

/** Whether the second may be tested together with the first. */
export function goesWith(first: Dataset, second: Dataset): boolean {
  return (
    first.source === second.source &&
    first.granularity === second.granularity &&
    first.spec.id !== second.spec.id
  )
}

/** Those that may be tested together with all that are chosen. */
export function addableTo(chosen: readonly Dataset[], datasets: readonly Dataset[]): readonly Dataset[] {
  const [first] = chosen
  if (first === undefined) return []
  const taken = chosen.map(({ spec }) => spec.id)
  return datasets.filter((dataset) => goesWith(first, dataset) && !taken.includes(dataset.spec.id))
}

/** `2025-11-21`, UTC; as a date field holds it. */
export function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** `2025-11-21 14:05`, UTC. */
export function utcText(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}

/** `2025-08-23 – 2025-11-21`: first and last day that it has something of; one of them where they are the same. */
export function rangeText({ from, to }: TimeRange): string {
  const [first, last] = [dayText(from), dayText(to - 1)]
  return first === last ? first : `${first} – ${last}`
}

/** Start of a day of UTC; undefined when the text is no day. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(time) || dayText(time) !== text ? undefined : time
}
