import type { VerificationView } from '../../../workers/api/replay'
import type { MarketSource } from '../../market/types'
import { countText } from '../format'

/** A verification in words. */
export interface VerdictText {
  readonly good: boolean
  readonly headline: string
  /** What differs and where; empty when nothing does. */
  readonly what: string
  /** What was shortened in the headline, whole; undefined when nothing was. */
  readonly whole: { readonly expected: string; readonly got: string } | undefined
}

/** What no re-run can show. Stands beside every verdict. */
export const LIMIT =
  'A re-run shows that every balance, trade and rank follows from the recorded prices and decisions. ' +
  'Whether those prices and decisions were real it cannot show: whoever made the file may have made them up.'

const PRICES: Readonly<Record<MarketSource, string>> = {
  demo: 'Demo — simulated prices',
  coinbase: 'Coinbase prices, as recorded',
  recorded: 'Recorded prices',
}

/** What prices a match was played on, as its file says. */
export function pricesText(source: MarketSource | undefined): string {
  return source === undefined ? '' : PRICES[source]
}

/** Who signed, and what that says; empty where nobody did. @param key the first digits of the public key */
export function signerText(key: string): string {
  return key === ''
    ? ''
    : `Signed with the key that begins ${key}. That tells who made the file, not whether it is true.`
}

const LONGEST = 60
const HEAD = 12
/** Whoever wrote a file may have written anything, of any length. */
const MOST = 4000

export function verdictText(verification: VerificationView): VerdictText {
  if (verification.status === 'verified') {
    const headline = `VERIFIED — ${countText(verification.events)} events re-run, same result`
    return { good: true, headline, what: '', whole: undefined }
  }
  const { at, what, expected, got } = verification
  const where = at === undefined ? 'DIVERGED' : `DIVERGED at event ${countText(at)}`
  const cut = expected.length > LONGEST || got.length > LONGEST
  return {
    good: false,
    headline: `${where}: expected ${shortened(expected)}, got ${shortened(got)}`,
    what,
    whole: cut ? { expected: expected.slice(0, MOST), got: got.slice(0, MOST) } : undefined,
  }
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text === '' ? 'nothing' : text
  if (/^[0-9a-f]+$/i.test(text)) return `${text.slice(0, HEAD)}…`
  // Half a number would be another one.
  return `${text.slice(0, LONGEST).replace(/[\s,]+\S*$/, '')} …`
}
