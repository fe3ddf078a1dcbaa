/** A match as tables for a spreadsheet. */
import { type Cell, csv, instantCell } from '../core/csv'
import { type Decimal, DECIMAL_ZERO, addDecimal, decimalToString } from '../core/decimal'
import { type Result, assertNever, ok } from '../core/result'
import type { LoggedStep } from '../engine/log/step-codec'
import type { WholeMatch } from '../match/whole-match'
import type { ExportTable } from '../../workers/api/replay'
import { equitySamples, logOf } from './equity-samples'
import { tradesOf } from './results'

const TRADES = ['event', 'time', 'agent', 'side', 'quantity', 'product', 'price', 'fee', 'cash'] as const
const DECISIONS = [
  ...(['event', 'time', 'agent', 'tick', 'outcome', 'latency_ms', 'model_calls', 'input_tokens'] as const),
  ...(['output_tokens', 'model_cost', 'response', 'reasoning', 'problem'] as const),
]

/** The table as CSV text; times in ISO 8601, UTC, amounts in USD as exact decimals. */
export function tableOf(match: WholeMatch, table: ExportTable): Result<string, string> {
  const steps = logOf(match)
  if (!steps.ok) return steps
  return ok(csv(rowsOf(match, steps.value, table)))
}

function rowsOf(
  match: WholeMatch,
  steps: readonly LoggedStep[],
  table: ExportTable,
): readonly (readonly Cell[])[] {
  const names = namesOf(match, steps)
  switch (table) {
    case 'trades':
      return [TRADES, ...steps.flatMap((step) => tradeRows(step, match, names))]
    case 'equity':
      return equityRows(steps, names)
    case 'decisions':
      return [DECISIONS, ...decisionRows(match, steps, names)]
    default:
      return assertNever(table)
  }
}

function namesOf({ config }: WholeMatch, steps: readonly LoggedStep[]): readonly string[] {
  const joined = steps.flatMap(({ input }) =>
    input.type === 'CommandIssued' && input.command.kind === 'add-run' ? [input.command.run.name] : [],
  )
  return [...config.runs.map(({ name }) => name), ...joined]
}

function tradeRows(
  step: LoggedStep,
  { config }: WholeMatch,
  names: readonly string[],
): readonly (readonly Cell[])[] {
  return tradesOf(step, config.products).map(
    ({ seq, time, run, side, quantity, product, price, fee, cash }) => {
      return [seq, instantCell(time), nameOf(names, run), side, quantity, product, price, fee, cash]
    },
  )
}

/** One column a run; empty before it joined. */
function equityRows(steps: readonly LoggedStep[], names: readonly string[]): readonly (readonly Cell[])[] {
  const rows = equitySamples(steps).map(({ seq, time, tick, values }): readonly Cell[] => {
    const worth = names.map((_, run) => {
      const value = values[run]
      return value === undefined ? '' : decimalToString(value)
    })
    return [seq, instantCell(time), tick, ...worth]
  })
  return [['event', 'time', 'tick', ...names.map((text) => ({ text }))], ...rows]
}

function decisionRows(
  { decisions }: WholeMatch,
  steps: readonly LoggedStep[],
  names: readonly string[],
): readonly (readonly Cell[])[] {
  const words = new Map(decisions.map(({ run, tick, record }) => [`${run}/${tick}`, record]))
  const spent = spendOf(steps)
  return steps.flatMap(({ seq, input }): (readonly Cell[])[] => {
    if (input.type !== 'DecisionClosed') return []
    const { run, tick, outcome, latency } = input.decision
    const record = words.get(`${run}/${tick}`)
    const { calls, input: read, output, cost } = spent.get(`${run}/${tick}`) ?? NOTHING
    const free = [record?.response, record?.reasoning, record?.problem].map((text) => ({ text: text ?? '' }))
    const figures = [calls, read, output, decimalToString(cost)]
    return [[seq, instantCell(input.time), nameOf(names, run), tick, outcome, latency, ...figures, ...free]]
  })
}

interface Spent {
  readonly calls: number
  readonly input: number
  readonly output: number
  readonly cost: Decimal
}

const NOTHING: Spent = { calls: 0, input: 0, output: 0, cost: DECIMAL_ZERO }

/** What the model calls of each decision took. */
function spendOf(steps: readonly LoggedStep[]): ReadonlyMap<string, Spent> {
  const spent = new Map<string, Spent>()
  for (const { input } of steps) {
    if (input.type !== 'ModelCallSettled') continue
    const { run, tick, inputTokens, outputTokens, cost } = input.call
    const key = `${run}/${tick}`
    const before = spent.get(key) ?? NOTHING
    spent.set(key, {
      ...{ calls: before.calls + 1, input: before.input + inputTokens, output: before.output + outputTokens },
      cost: addDecimal(before.cost, cost),
    })
  }
  return spent
}

function nameOf(names: readonly string[], run: number): Cell {
  return { text: names[run] ?? `run ${run}` }
}
