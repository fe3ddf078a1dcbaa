import { priceTicks } from '../../core/product'
import type { MatchConfig, RunConfig } from '../../engine/config'
import type { InputEvent } from '../../engine/events'
import { NEWEST_FORMAT } from '../../engine/known-limits'
import type { Ticker } from '../../market/types'
import type { WhatIfChoices } from '../../../workers/api/replay'
import type { MoneyInput, PreparedWhatIf } from './prepare'

const HUNDRED = 100
const CHEAPEST = 1

/** The match under other fees and limits. Limits are for all: those of single runs go with the match's. */
export function otherConfig(config: MatchConfig, choices: WhatIfChoices): MatchConfig {
  const { feeBasisPoints: basisPoints, risk } = choices
  const fees = basisPoints === undefined ? config.rules.fees : ({ type: 'flat', basisPoints } as const)
  const rules = { ...config.rules, fees }
  if (risk === undefined) return { ...config, rules }
  // Older formats do not know all limits.
  return {
    ...config,
    formatVersion: NEWEST_FORMAT,
    rules: { ...rules, risk },
    runs: config.runs.map(withoutLimits),
  }
}

/** The match as it is under the other limits: no run gets limits of its own. */
export function withOtherLimits(prepared: PreparedWhatIf, { risk }: WhatIfChoices): PreparedWhatIf {
  if (risk === undefined || prepared.riskCommands.length === 0) return prepared
  const inputs = prepared.inputs.filter(({ input }) => !isSetRisk(input)).map(unlimited)
  return { ...prepared, inputs, riskCommands: [] }
}

export function withSpread(input: InputEvent, factor: number): InputEvent {
  return input.type === 'TickerReceived' ? { ...input, ticker: widened(input.ticker, factor) } : input
}

/** The spread times `factor` around the same middle, outward to whole ticks; a crossed quote stays as it is. */
export function widened(ticker: Ticker, factor: number): Ticker {
  const spread = ticker.ask - ticker.bid
  if (spread < 0) return ticker
  // In hundredths, so that a factor such as 1.1 does not round a whole tick up to two.
  const more = Math.ceil(((Math.round(factor * HUNDRED) - HUNDRED) * spread) / (2 * HUNDRED))
  const bid = priceTicks(Math.max(ticker.bid - more, CHEAPEST))
  return { ...ticker, bid, ask: priceTicks(Math.min(ticker.ask + more, Number.MAX_SAFE_INTEGER)) }
}

function isSetRisk(input: InputEvent): boolean {
  return input.type === 'CommandIssued' && input.command.kind === 'set-risk'
}

function unlimited(item: MoneyInput): MoneyInput {
  const { input } = item
  if (input.type !== 'CommandIssued' || input.command.kind !== 'add-run') return item
  const run = withoutLimits(input.command.run)
  return { ...item, input: { ...input, command: { ...input.command, run } } }
}

function withoutLimits({ risk: _, ...run }: RunConfig): RunConfig {
  return run
}
