import type { Decimal } from '../../lib/core/decimal'
import type { FillModel } from '../../lib/engine/block/fill-model'
import { formatUsd } from '../../lib/market/price-format'
import type { BarGranularity } from '../../lib/market/types'

export interface LivedFacts {
  /** USD. */
  readonly spent: Decimal
  readonly free: boolean
  readonly guessedPrices: boolean
  readonly completed: number
  readonly failed: number
  /** Decisions that were to be made. */
  readonly of: number
  /** Why it ended early; else empty. */
  readonly notice: string
  /** By the person. */
  readonly stopped: boolean
  readonly granularity: BarGranularity
  readonly fills: FillModel
  /** Its signals named exits, or risk rules may sell. */
  readonly stops: boolean
}

/** USD are told to the hundredth of a cent: a call of a small model costs less than one. */
const PLACES = 4

/** What to know of a run that a language model decided, a sentence each. */
export function agentNotes(facts: LivedFacts): readonly string[] {
  const { completed, failed, of, notice, stopped } = facts
  const notes = [costNote(facts)]
  if (notice !== '') {
    const until = 'The backtest ends with its last decision.'
    notes.push(
      stopped ? `You stopped it after ${completed} of ${of} decisions. ${until}` : `${notice} ${until}`,
    )
  }
  if (failed > 0)
    notes.push(`${failed} of its decisions failed or took too long; what they had traded stands.`)
  if (facts.granularity > 60) {
    notes.push('It saw no one-minute candles: finer bars would tell it more of the last minutes.')
  }
  if (facts.fills.latency > 0 || facts.fills.slippage.type === 'volume-share') {
    notes.push('It was told fills at the next open, without latency and volume share; here they count.')
  }
  if (facts.stops) {
    notes.push('It was told that stops filled at the worst price of their bar; here they fill at their own.')
  }
  return notes
}

function costNote({ spent, free, guessedPrices, completed }: LivedFacts): string {
  const asked = `The model decided ${completed === 1 ? 'once' : `${completed} times`}`
  if (free) return `${asked}, free of charge.`
  return `${asked}; its calls cost ${formatUsd(spent, PLACES)}${guessedPrices ? ', by estimated prices' : ''}.`
}
