/** A language model led through stored bars: what it would cost, and what it decided. */
import type { Clock } from '../../lib/core/clock'
import { type Decimal, decimal, decimalToString, parseDecimal, scaleDecimal } from '../../lib/core/decimal'
import { type Result, err, ok } from '../../lib/core/result'
import type { BarBlock } from '../../lib/engine/block/bar-block'
import type { BlockSignal } from '../../lib/engine/block/block-signals'
import type { FillModel } from '../../lib/engine/block/fill-model'
import type { MatchConfig } from '../../lib/engine/config'
import { runIndex } from '../../lib/engine/events'
import type { AgentChoice } from '../../lib/lab/backtest-setup'
import { type RecordedDecisions, recordedDecisions } from '../../lib/lab/recorded/recorded-decisions'
import { isFree } from '../../lib/llm/budget'
import type { ChatNode } from '../../lib/llm/chat-node'
import { type ForkWorld, type LivedAnew, liveAnew } from '../../lib/replay/fork/fork'
import { estimateAgent } from '../../lib/replay/history/agent-estimate'
import { firstPromptSize } from '../../lib/replay/history/first-prompt'
import { type HistoryTape, historyTape } from '../../lib/replay/history/history-tape'
import { ToldLife } from '../../lib/replay/history/told-life'
import type { AgentEstimate } from '../api/lab'
import type { BorrowedModels } from '../borrowed-models'
import { breathe } from '../unhurried'
import { agentNotes } from './agent-notes'
import { STOPPED, type LabWork } from './work'

const BAD_CAP = 'The most it may spend is an amount in dollars, such as 0.50.'
const NODE = 'node:'
const RUN = runIndex(0)

export interface AgentRunsDeps {
  readonly models: Pick<BorrowedModels, 'node' | 'complete'>
  readonly work: Pick<LabWork, 'progress'>
  readonly clock: Clock
}

/** Where an agent is to decide. */
export interface AgentGround {
  readonly config: MatchConfig
  readonly block: BarBlock
  readonly fills: FillModel
}

export interface AgentDecisions extends RecordedDecisions {
  /** Rows until its life ended: fewer than the block has when it was stopped. */
  readonly rows: number
}

export class AgentRuns {
  constructor(private readonly deps: AgentRunsDeps) {}

  /** Asks nobody. */
  async estimate(choice: AgentChoice, ground: AgentGround): Promise<Result<AgentEstimate, string>> {
    const ready = await this.#ready(choice, ground)
    if (!ready.ok) return ready
    const { history, node, cap } = ready.value
    const { decisions, match } = history
    const bounds = match.config.decisions
    if (bounds === undefined) return err('These bars name no bounds of a decision.')
    const size = firstPromptSize(history, choice.prompt)
    const { likely, worst } = estimateAgent({ ...size, decisions, bounds, prices: node.prices })
    const most = upToCents(worst.cost)
    const atMost = most < cap ? most : cap
    return ok({
      ...{ node: node.name, decisions, tokens: likely.input + likely.output },
      likely: decimalToString(likely.cost),
      atMost: decimalToString(atMost),
      free: isFree(node.prices),
      guessedPrices: node.prices.estimated,
      overCap: likely.cost > cap,
    })
  }

  /** Lives through the bars, asking the model at every tick, until they, the cap or the person end it. */
  async live(
    choice: AgentChoice,
    ground: AgentGround,
    signal: AbortSignal,
  ): Promise<Result<AgentDecisions, string>> {
    const ready = await this.#ready(choice, ground)
    if (!ready.ok) return ready
    const { history, node, cap } = ready.value
    const told = new ToldLife()
    const { name, brain, prompt, spendCap } = choice
    const lived = await liveAnew(history, { run: RUN, tick: 1, name, brain, prompt, spendCap }, {
      ...{ clock: this.deps.clock, node, spendCap: cap, signal, breathe },
      complete: this.deps.models.complete,
      onStep: (step) => told.take(step),
      onProgress: ({ tick, ofTicks }) =>
        this.deps.work.progress({ stage: 'deciding', done: tick, of: ofTicks }),
    } satisfies ForkWorld)
    if (!lived.ok) return lived
    if (told.completed === 0) return err(signal.aborted ? STOPPED : lived.value.notice || STOPPED)
    return this.#decided(told, lived.value, { history, node, ground, stopped: signal.aborted })
  }

  #decided(
    told: ToldLife,
    lived: LivedAnew,
    { history, node, ground, stopped }: LifeFacts,
  ): Result<AgentDecisions, string> {
    const { block, config } = ground
    const { products } = config
    const given = told.signals
    const carried =
      given.length === 0 ? ok(NOTHING) : recordedDecisions(given, RUN, products, { block, products })
    if (!carried.ok) return carried
    const notes = agentNotes({
      ...{ spent: lived.spent, guessedPrices: node.prices.estimated, free: isFree(node.prices) },
      ...{ completed: told.completed, failed: told.failed, of: history.decisions },
      ...{ notice: lived.notice, stopped, granularity: block.granularity, fills: ground.fills },
      stops:
        Object.keys(config.rules.risk).length > 0 ||
        carried.value.signals.some(({ exits }) => exits !== undefined),
    })
    const rows = lived.notice === '' ? block.rows : rowsUntil(block, told.lastAt)
    const signals = carried.value.signals.filter(({ row }) => row < rows)
    return ok({ signals, rows, notes: [...notes, ...carried.value.notes] })
  }

  async #ready(
    { brain, spendCap, everyMinutes }: AgentChoice,
    ground: AgentGround,
  ): Promise<Result<Ready, string>> {
    const cap = parseDecimal(spendCap)
    if (!cap.ok || cap.value < 0n) return err(BAD_CAP)
    const history = historyTape({ ...ground, slippage: ground.fills.slippage, everyMinutes })
    if (!history.ok) return history
    const node = await this.deps.models.node(brain.startsWith(NODE) ? brain.slice(NODE.length) : brain)
    return node.ok ? ok({ history: history.value, node: node.value, cap: cap.value }) : node
  }
}

const NOTHING: { readonly signals: readonly BlockSignal[]; readonly notes: readonly string[] } = {
  signals: [],
  notes: [],
}

interface Ready {
  readonly history: HistoryTape
  readonly node: ChatNode
  readonly cap: Decimal
}

interface LifeFacts {
  readonly history: HistoryTape
  readonly node: ChatNode
  readonly ground: AgentGround
  readonly stopped: boolean
}

/** To the next whole cent: what is promised is not passed. */
function upToCents(usd: Decimal): Decimal {
  const cent = decimal('0.01')
  return scaleDecimal(cent, (usd + cent - 1n) / cent)
}

/** Through the open that met the decision which ended at this instant. */
function rowsUntil({ products, rows, granularity }: BarBlock, time: number): number {
  const times = products[0]?.time
  let closed = 0
  while (closed < rows && (times?.[closed] ?? Infinity) + granularity * 1000 <= time) closed += 1
  return Math.min(rows, closed + 1)
}
