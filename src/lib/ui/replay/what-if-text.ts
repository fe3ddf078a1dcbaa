/** Other rules, and what came of them, in words. Pure. */
import { type Decimal, decimalToString, subtractDecimal } from '../../core/decimal'
import type { WhatIfRow } from '../../../workers/api/replay'
import { exactAmount, pluralText } from '../format'
import { AS_PLAYED } from './what-if.svelte'

const FEES = ['0', '10', '25', '60'] as const

/** For a group of buttons. */
export const FEE_OPTIONS: readonly {
  readonly value: string
  readonly text: string
  readonly name: string
}[] = [
  { value: AS_PLAYED, text: 'As played', name: 'Fee as played' },
  ...FEES.map((value) => ({ value, text: value, name: `Fee of ${value} basis points` })),
]

/** @param fee of {@link FEE_OPTIONS} @param played basis points of the match; undefined for fees by tiers */
export function feeText(fee: string, played: number | undefined): string {
  if (fee !== AS_PLAYED) return `${fee} basis points`
  return played === undefined ? 'as played: by tiers' : `as played: ${played} basis points`
}

/** `▲ from 3`, `▼ from 1`, or that it kept its place. */
export function rankMove({ rank, wasRank }: Pick<WhatIfRow, 'rank' | 'wasRank'>): {
  readonly sign: -1 | 0 | 1
  readonly text: string
} {
  if (rank === undefined || wasRank === undefined) return { sign: 0, text: '' }
  if (rank === wasRank) return { sign: 0, text: 'as before' }
  return rank < wasRank ? { sign: 1, text: `up from ${wasRank}` } : { sign: -1, text: `down from ${wasRank}` }
}

/** USD, exact decimal text: what the other rules are worth to the run. */
export function equityChange({ equity, wasEquity }: Pick<WhatIfRow, 'equity' | 'wasEquity'>): string {
  const change: Decimal = subtractDecimal(exactAmount(equity), exactAmount(wasEquity))
  return decimalToString(change)
}

/** Who leads now and who moved, in a sentence. */
export function outcomeText(rows: readonly WhatIfRow[]): string {
  const first = rows.find(({ rank }) => rank === 1)
  if (first === undefined) return ''
  const moved = rows.filter(({ rank, wasRank }) => rank !== wasRank).length
  const lead =
    first.wasRank === 1 ? `${first.name} still leads` : `${first.name} would lead, up from ${first.wasRank}`
  return moved === 0
    ? `${lead}; nobody changes places.`
    : `${lead}; ${pluralText(moved, 'agent changes places', 'agents change places')}.`
}
