import type { ProductIndex } from '../../core/product'
import type { TimeMs } from '../../core/time'
import type { MatchConfig } from '../../engine/config'
import { Engine } from '../../engine/engine'
import type { InputEvent, OperatorCommand } from '../../engine/events'
import { type MatchTape, SLICE } from '../match-tape'
import { Outcome, type RunFigures } from './outcome'

/** Seconds of the candles whose closes returns are made of. */
const MINUTE = 60

/** An input that can move money, under the limits there were or others, and match time once it was folded. */
export interface MoneyInput {
  readonly input: InputEvent
  readonly clock: number
  /** Of a signal: whether it met a fresh quote. */
  readonly wasFresh: boolean
}

/** A command by which a run may get limits of its own. */
export type RiskCommand = Extract<OperatorCommand, { kind: 'set-risk' | 'add-run' }>

/** A match made ready to be folded under other rules, many times. */
export interface PreparedWhatIf {
  readonly config: MatchConfig
  readonly startedAt: TimeMs
  /** Without the first, which starts the match. */
  readonly inputs: readonly MoneyInput[]
  /** Whether any signal names exits. */
  readonly namesExits: boolean
  /** Those that set limits of single runs. */
  readonly riskCommands: readonly RiskCommand[]
  /** What came of it as it was played, in roster order. */
  readonly was: readonly RunFigures[]
}

/** Folds a match that was run again before, once, in slices. */
export function* prepareWhatIf(tape: MatchTape): Generator<undefined, PreparedWhatIf> {
  const engine = new Engine()
  const outcome = new Outcome()
  const inputs: MoneyInput[] = []
  for (const { seq, input } of tape.steps) {
    const clock = tape.clocks[seq] ?? input.time
    if (seq > 0 && movesMoney(input)) inputs.push({ input, clock, wasFresh: meetsFreshQuote(engine, input) })
    outcome.follow(engine.derive(input))
    if (seq % SLICE === 0) yield
  }
  const startedAt = tape.steps[0]?.input.time ?? engine.config.startedAt
  const namesExits = inputs.some(
    ({ input }) => input.type === 'SignalSubmitted' && input.signal.exits !== undefined,
  )
  const riskCommands = inputs.flatMap(({ input }) => riskCommandsOf(input))
  return { config: engine.config, startedAt, inputs, namesExits, riskCommands, was: outcome.figures(engine) }
}

/** Skipped ticks, ends of decisions and model calls change no account, and of candles only minutes are looked at. */
function movesMoney(input: InputEvent): boolean {
  if (input.type === 'CandleClosed') return input.candle.granularity === MINUTE
  return input.type !== 'TickSkipped' && input.type !== 'DecisionClosed' && input.type !== 'ModelCallSettled'
}

function meetsFreshQuote(engine: Engine, input: InputEvent): boolean {
  if (input.type !== 'SignalSubmitted') return false
  const now = input.time > engine.time ? input.time : engine.time
  return isListed(engine.config, input.signal.product) && engine.isFresh(input.signal.product, now)
}

function isListed({ products }: MatchConfig, product: ProductIndex): boolean {
  return products[product] !== undefined
}

function riskCommandsOf(input: InputEvent): readonly RiskCommand[] {
  if (input.type !== 'CommandIssued') return []
  const { command } = input
  return command.kind === 'set-risk' || command.kind === 'add-run' ? [command] : []
}
