import type { RiskRules } from '../../core/risk-rules'
import type { MatchConfig } from '../../engine/config'
import { actsOnPrices, restsOnReturns } from '../../engine/risk-chain'
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
  return namesExits || limitsOfAll({ rules, runs }, commands).some(actsOnPrices)
}

/** Whether any run has, at any time, a limit that is measured by returns: then the closes of minutes matter. */
export function needsCloses(config: MatchConfig, commands: readonly RiskCommand[]): boolean {
  return limitsOfAll(config, commands).some(restsOnReturns)
}

/** The inputs without closes. */
export function withoutCloses(inputs: readonly MoneyInput[]): readonly MoneyInput[] {
  return inputs.filter(({ input }) => input.type !== 'CandleClosed')
}

function limitsOfAll(
  { rules, runs }: Pick<MatchConfig, 'rules' | 'runs'>,
  commands: readonly RiskCommand[],
): readonly RiskRules[] {
  const limits = [rules.risk, ...runs.map(({ risk }) => risk), ...commands.map(limitsOf)]
  return limits.filter((each) => each !== undefined)
}

/** Whether all last prices may be used here. */
function isLook({ input: { type } }: MoneyInput): boolean {
  return type === 'TickPublished' || type === 'SignalSubmitted' || type === 'CommandIssued'
}

function limitsOf(command: RiskCommand): RiskRules | undefined {
  return command.kind === 'set-risk' ? command.rules : command.run.risk
}
