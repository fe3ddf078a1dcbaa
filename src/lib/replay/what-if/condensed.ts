import type { RiskRules } from '../../core/risk-rules'
import type { MatchConfig } from '../../engine/config'
import type { MoneyInput, RiskCommand } from './prepare'

/**
 * The same inputs without the prices nobody looks at: where nothing watches prices between decisions, only the last
 * ticker of a product before the next tick, signal or command is ever used. What accounts come to is the same;
 * drawdowns and highs are not.
 */
export function condensed(inputs: readonly MoneyInput[], products: number): readonly MoneyInput[] {
  const kept: MoneyInput[] = []
  const passed = new Uint8Array(products)
  for (let place = inputs.length - 1; place >= 0; place -= 1) {
    const item = inputs[place]
    if (item === undefined) continue
    const { input } = item
    if (input.type === 'TickerReceived') {
      if (passed[input.ticker.product] === 1) continue
      passed[input.ticker.product] = 1
    } else if (isLook(item)) passed.fill(0)
    kept.push(item)
  }
  return kept.reverse()
}

/** Whether any run has, at any time, a limit or an exit that acts on prices by itself. */
export function watchesPrices(
  { formatVersion, rules, runs }: MatchConfig,
  namesExits: boolean,
  commands: readonly RiskCommand[],
): boolean {
  if (formatVersion < 3) return false
  const limits = [rules.risk, ...runs.map(({ risk }) => risk), ...commands.map(limitsOf)]
  return namesExits || limits.some((each) => each !== undefined && actsOnPrices(each))
}

/** Whether all last prices may be used here. */
function isLook({ input: { type } }: MoneyInput): boolean {
  return type === 'TickPublished' || type === 'SignalSubmitted' || type === 'CommandIssued'
}

function limitsOf(command: RiskCommand): RiskRules | undefined {
  return command.kind === 'set-risk' ? command.rules : command.run.risk
}

function actsOnPrices(rules: RiskRules): boolean {
  return (
    rules.trailingStopBasisPoints !== undefined ||
    rules.productDrawdownBasisPoints !== undefined ||
    rules.runDrawdownBasisPoints !== undefined ||
    rules.dailyLossBasisPoints !== undefined
  )
}
