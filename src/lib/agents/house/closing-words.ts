import type { PortfolioView } from '../../accounts/portfolio-view'
import type { ProductSpec } from '../../core/product'
import type { SignalOutcome } from '../../engine/events'
import { formatUsd, priceInWords, quantityInWords } from '../../market/price-format'
import { type HouseVoice, type SpokenTrade, lineAt } from './voice'

export interface HouseFill {
  readonly spec: ProductSpec
  readonly outcome: Extract<SignalOutcome, { status: 'filled' }>
}

export interface Closing {
  readonly voice: HouseVoice
  readonly tick: number
  readonly fills: readonly HouseFill[]
  /** Whether any wish came to nothing. */
  readonly refused: boolean
  /** Sentences with the figures that decided; empty ones are left out. */
  readonly reasons: readonly string[]
  readonly portfolio: PortfolioView | undefined
}

/** What a house agent says at the end of a decision; the same decision always gives the same words. */
export function closingWords(closing: Closing): string {
  const worth = closing.portfolio === undefined ? '' : `Account worth ${formatUsd(closing.portfolio.equity)}.`
  const reasons = [...closing.reasons, worth].filter((sentence) => sentence !== '')
  return `${headline(closing)}\n\nReasoning: ${reasons.join(' ')}`
}

function headline({ voice, tick, fills, refused }: Closing): string {
  const trades = fills.map(({ spec, outcome }, at) => {
    const lines = outcome.side === 'buy' ? voice.bought : voice.sold
    return lineAt(lines, tick + at)(spoken(spec, outcome))
  })
  if (trades.length > 0) return trades.join(' ')
  return lineAt(refused ? voice.refused : voice.waiting, tick)
}

function spoken(spec: ProductSpec, outcome: HouseFill['outcome']): SpokenTrade {
  return {
    quantity: quantityInWords(spec, outcome.quantity),
    base: spec.base,
    price: priceInWords(spec, outcome.price),
  }
}
