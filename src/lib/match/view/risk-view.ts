import { nameInClause, ruleTitle, slippageText } from '../../accounts/risk-text'
import { decimalToString, scaleDecimal } from '../../core/decimal'
import { type ProductSpec, quantityUnits } from '../../core/product'
import type { Engine } from '../../engine/engine'
import type { RuleWorth, VerdictEffect } from '../../engine/verdict-book'
import { formatPrice, formatQuantity, formatUsd } from '../../market/price-format'
import type { RiskView, RiskWorthRow, VerdictRow } from '../../../workers/api/view'
import { capital } from './limit-words'

const VERDICTS_SHOWN = 50

/** What the risk layer did in the match so far, and what that was worth; empty where there is none. */
export function describeRisk(engine: Engine): RiskView {
  const { config, runs, status } = engine
  return {
    worth: engine.riskWorth().map((worth) => worthRow(worth, runs[worth.run]?.name ?? '')),
    verdicts: engine
      .verdicts()
      .slice(0, VERDICTS_SHOWN)
      .flatMap((verdict) => {
        const spec = config.products[verdict.product]
        return spec === undefined ? [] : [verdictRow(verdict, spec, status === 'ended')]
      }),
  }
}

function worthRow({ run, rule, verdicts, amount }: RuleWorth, name: string): RiskWorthRow {
  const title = ruleTitle(rule)
  const dollars = formatUsd(amount < 0n ? scaleDecimal(amount, -1n) : amount)
  const did = amount > 0n ? 'saved' : 'cost'
  const outcome = dollars === '$0.00' ? `made no difference to ${name}` : `${did} ${name} ${dollars}`
  const sentence = `${capital(nameInClause(rule))} ${outcome}.`
  return { run, rule, title, verdicts, amount: decimalToString(amount), sentence }
}

/** With the match the count ends, whether or not its agent has turned to the product again. */
function verdictRow(verdict: VerdictEffect, spec: ProductSpec, isOver: boolean): VerdictRow {
  const { id, time, run, product, rule, amount, settled } = verdict
  return {
    ...{ id, time, run, product, rule, title: ruleTitle(rule), what: whatText(verdict, spec) },
    ...{ amount: decimalToString(amount), settled: settled || isOver },
  }
}

function whatText(verdict: VerdictEffect, spec: ProductSpec): string {
  const { kind, asked, allowed } = verdict
  const at = `at $${formatPrice(spec, verdict.price)}`
  if (kind === 'liquidated') {
    const slippage = slippageText(spec, verdict)
    return `Sold ${amountOf(spec, allowed)} ${spec.id} ${at}${slippage === '' ? '' : `, ${slippage}`}`
  }
  const trade = `${asked > 0 ? 'Purchase' : 'Sale'} of ${amountOf(spec, asked)} ${spec.id} ${at}`
  return kind === 'refused' ? `${trade} refused` : `${trade} cut to ${amountOf(spec, allowed)}`
}

function amountOf(spec: ProductSpec, change: number): string {
  return formatQuantity(spec, quantityUnits(Math.abs(change)))
}
