import { nameInClause, ruleTitle, slippageText } from '../../accounts/risk-text'
import { decimalToString, scaleDecimal } from '../../core/decimal'
import { type ProductSpec, quantityUnits } from '../../core/product'
import type { Engine } from '../../engine/engine'
import { unbroken } from '../../core/unbroken'
import type { RuleWorth, VerdictEffect } from '../../engine/verdict-book'
import { formatUsd, priceInWords, quantityInWords } from '../../market/price-format'
import type { RiskView, RiskWorthRow, VerdictRow } from '../../../workers/api/view'
import { capital } from './limit-words'
import { type FoldedVerdict, foldVerdicts } from './verdict-folding'

const VERDICTS_SHOWN = 50

/** What the risk layer did in the match so far, and what that was worth; empty where there is none. */
export function describeRisk(engine: Engine): RiskView {
  const { config, runs, status } = engine
  return {
    worth: engine.riskWorth().map((worth) => worthRow(worth, runs[worth.run]?.name ?? '')),
    verdicts: foldVerdicts(engine.verdicts())
      .slice(0, VERDICTS_SHOWN)
      .flatMap((fold) => {
        const spec = config.products[fold.newest.product]
        return spec === undefined ? [] : [verdictRow(fold, spec, status === 'ended')]
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

/** With the match the count ends, whether or not the product was traded again. */
function verdictRow(
  { newest, repeats, amount, settled }: FoldedVerdict,
  spec: ProductSpec,
  isOver: boolean,
): VerdictRow {
  const { id, time, run, product, rule } = newest
  return {
    ...{ id, time, run, product, rule, title: ruleTitle(rule), what: unbroken(whatText(newest, spec)) },
    ...{ repeats, amount: decimalToString(amount), settled: settled || isOver },
  }
}

function whatText(verdict: VerdictEffect, spec: ProductSpec): string {
  const { kind, asked, allowed } = verdict
  const at = `at ${priceInWords(spec, verdict.price)}`
  if (kind === 'liquidated') {
    const slippage = slippageText(spec, verdict)
    return `Sold ${amountOf(spec, allowed)} ${spec.id} ${at}${slippage === '' ? '' : `, ${slippage}`}`
  }
  const trade = `${asked > 0 ? 'Purchase' : 'Sale'} of ${amountOf(spec, asked)} ${spec.id} ${at}`
  return kind === 'refused' ? `${trade} refused` : `${trade} cut to ${amountOf(spec, allowed)}`
}

function amountOf(spec: ProductSpec, change: number): string {
  return quantityInWords(spec, quantityUnits(Math.abs(change)))
}
