/** What language models cost, as a person reads it: exact decimal text, small amounts in full view. */
import { DECIMAL_ZERO, parseDecimal } from '../core/decimal'
import { groupDigits } from '../core/group-digits'
import type { UsageText } from '../../workers/api/view'
import { countText, fixedText, moneyText, signedMoneyText } from './format'
import { latencyText } from './time-format'

const SMALL_PLACES = 4

/** `$1,234.50` from a dollar on, `$0.0002` below, `<$0.0001` for less, `$0.00` for nothing. */
export function costText(usd: string): string {
  const parsed = parseDecimal(usd)
  if (!parsed.ok) return usd
  const small = fixedText(usd, SMALL_PLACES)
  if (parsed.value <= DECIMAL_ZERO || !small.startsWith('0.')) return moneyText(usd)
  return /[1-9]/.test(small) ? `$${small}` : '<$0.0001'
}

/** As {@link costText}; `≈` before what rests on estimated prices or token counts. */
export function estimateText(usd: string, estimated: boolean): string {
  return estimated ? `≈ ${costText(usd)}` : costText(usd)
}

/** A cap with every digit that was given, two at least: `$1.00`, `$0.005`. */
export function capText(usd: string): string {
  const [whole = '0', fraction = ''] = usd.split('.')
  return `$${groupDigits(whole)}.${fraction.padEnd(2, '0')}`
}

/** Profit less what models cost, where that shows: undefined when both are the same to the cent. */
export function netText(profit: string, netProfit: string): string | undefined {
  const cents = (usd: string): string => fixedText(usd, 2).replace(/^−(?=0\.00$)/, '')
  return cents(profit) === cents(netProfit) ? undefined : `net ${signedMoneyText(netProfit)}`
}

/** `1,234 in (1,000 cached) · 210 out · 2.1 s · $0.0002` */
export function usageText(usage: UsageText, latency: number | undefined): string {
  const cached = usage.cachedInput > 0 ? ` (${countText(usage.cachedInput)} cached)` : ''
  return [
    `${countText(usage.input)} in${cached}`,
    `${countText(usage.output)} out`,
    ...(latency === undefined ? [] : [latencyText(latency)]),
    estimateText(usage.cost, usage.estimated),
  ].join(' · ')
}
