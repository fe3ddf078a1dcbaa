import { decimalToString } from '../../lib/core/decimal'
import { groupDigits } from '../../lib/core/group-digits'
import { limitsText } from '../../lib/core/limit-text'
import { assertNever } from '../../lib/core/result'
import type { FeeSchedule } from '../../lib/engine/config'
import type { SlippageModel } from '../../lib/engine/block/fill-model'
import { granularityText, instantText } from '../../lib/lab/catalog/instant-text'
import type { RunView } from '../api/lab'

/** What a run was made of, label and text, for the head of a report. */
export function factsOf({ setup, summary, rows, digest, blockHash }: RunView): readonly [string, string][] {
  return [
    ['Bars', `${rows.toLocaleString('en-US')} of ${granularityText(summary.granularity)}, ${summary.source}`],
    ['From', instantText(setup.range.from)],
    ['To', instantText(setup.range.to)],
    ['Cash', `$${groupDigits(decimalToString(setup.cash))}`],
    ['Fees', feesText(setup.fees)],
    ['Slippage', slippageText(setup.fills.slippage)],
    ['Latency', `${setup.fills.latency / 1000} s`],
    ['Limits', limitsText(setup.risk) || 'none'],
    ['Digest of the log', digest],
    ['Hash of the bars', blockHash],
  ]
}

function feesText(fees: FeeSchedule): string {
  switch (fees.type) {
    case 'none':
      return 'none'
    case 'flat':
      return `${fees.basisPoints} basis points`
    case 'tiers':
      return 'tiers by traded volume'
    default:
      return assertNever(fees)
  }
}

function slippageText(slippage: SlippageModel): string {
  switch (slippage.type) {
    case 'none':
      return 'none'
    case 'half-spread':
      return `half of a spread of ${slippage.basisPoints} basis points`
    case 'quotes':
      return 'at bid and ask'
    case 'volume-share':
      return `${slippage.basisPoints} basis points × (part of the last bar’s volume)²`
    default:
      return assertNever(slippage)
  }
}
