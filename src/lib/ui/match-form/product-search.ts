import type { ProductListing } from '../../../workers/api/feed'

/** Markets whose id or base begins with, then those that contain, the text; the rest of the world is not shown. */
export function searchProducts(
  listings: readonly ProductListing[],
  text: string,
  limit: number,
): readonly ProductListing[] {
  const wanted = text.trim().toUpperCase().replace(/\s+/g, '')
  if (wanted === '') return listings.slice(0, limit)
  const begins = listings.filter((listing) => listing.id.startsWith(wanted))
  const contains = listings.filter((listing) => listing.id.indexOf(wanted) > 0)
  return [...begins, ...contains].slice(0, limit)
}

/** What a person typed, as the id it most likely means: `btc` → `BTC-USD`. Empty stays empty. */
export function idFromText(text: string): string {
  const wanted = text
    .trim()
    .toUpperCase()
    .replace(/[\s,]+/g, '')
    .replace('/', '-')
  return wanted === '' || wanted.includes('-') ? wanted : `${wanted}-USD`
}

/** For looking up whether a market can be chosen. */
export function idsOf(listings: readonly ProductListing[]): ReadonlySet<string> {
  return new Set(listings.map((listing) => listing.id))
}
