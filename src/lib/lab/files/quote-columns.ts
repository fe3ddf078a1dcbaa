/** Bid and ask of a file: which columns they are, and what is wrong with them. All bars have both, or none has. */
import type { ImportChoices } from '../../../workers/api/lab'
import { type Result, err, ok } from '../../core/result'
import type { RawBars } from './raw-bars'

/** What to do about a quote that cannot be kept. */
export const QUOTES_OR_NONE =
  'Every bar needs a bid and an ask; choose none for both to import the bars without them.'

interface QuoteNames {
  readonly bid: string
  readonly ask: string
}

/** Names of the two columns; undefined where neither is wanted. */
export function chosenQuotes({
  bid = '',
  ask = '',
}: ImportChoices['columns']): Result<QuoteNames | undefined, string> {
  if (bid === '' && ask === '') return ok(undefined)
  return bid === '' || ask === ''
    ? err('Choose a column for both bid and ask, or none for both.')
    : ok({ bid, ask })
}

/** Of a row in dollars, a sentence; undefined where its quote is sound, and where there are no quotes. */
export function faultOfQuote({ quotes }: RawBars, row: number): string | undefined {
  if (quotes === undefined) return undefined
  const bid = quotes.bid[row] ?? Number.NaN
  const ask = quotes.ask[row] ?? Number.NaN
  if (bid > 0 && bid <= ask && ask < Number.POSITIVE_INFINITY) return undefined
  return `${whatIsWrong(bid, ask)} ${QUOTES_OR_NONE}`
}

function whatIsWrong(bid: number, ask: number): string {
  if (!Number.isFinite(bid)) return 'There is no number for bid.'
  if (!Number.isFinite(ask)) return 'There is no number for ask.'
  if (bid <= 0 || ask <= 0) return 'The bid or the ask is zero or negative.'
  return `The bid (${bid}) is above the ask (${ask}).`
}
