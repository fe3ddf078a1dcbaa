import type { DecisionModel, DecisionRecord, ModelTurn, ToolExchange } from '../agents/decision'
import type { FaultKind, Finish, ModelToolCall, TokenUsage } from '../llm/completion'

type Check = (value: unknown) => boolean

/** Characters of all texts in a record together: far more than a decision within its bounds can fill. */
const MOST_CHARACTERS = 4_000_000
/** As much as storage takes of a name or a figure. */
const SHORT = 1000

const OUTCOMES: Readonly<Record<DecisionRecord['outcome'], true>> = {
  ...{ completed: true, failed: true, abandoned: true },
  'timed-out': true,
}

const ENDINGS: Readonly<Record<Finish | FaultKind, true>> = {
  ...{ stop: true, 'tool-calls': true, length: true, 'content-filter': true, refusal: true },
  ...{ 'no-node': true, 'no-key': true, budget: true, 'gateway-lost': true, deadline: true, aborted: true },
  ...{ unauthorized: true, 'no-credit': true, forbidden: true, 'unknown-model': true, 'bad-request': true },
  ...{ 'context-overflow': true, 'rate-limited': true, unavailable: true, unreachable: true, silent: true },
  ...{ 'cut-short': true, malformed: true },
}

const text: Check = (value) => typeof value === 'string'
const shortText: Check = (value) => typeof value === 'string' && value.length <= SHORT
const flag: Check = (value) => typeof value === 'boolean'
const whole: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value)
const count: Check = (value) => whole(value) && Number(value) >= 0
const oneOf =
  (known: Readonly<Record<string, true>>): Check =>
  (value) =>
    typeof value === 'string' && Object.hasOwn(known, value)
const listOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item)

/** An object of these fields and no others; the optional ones are there or not, never undefined. */
function shapeOf<T>(
  fields: { readonly [Key in keyof T]-?: Check },
  optional: readonly (keyof T & string)[] = [],
): Check {
  const known: ReadonlyMap<string, Check> = new Map(Object.entries<Check>(fields))
  const needed = [...known.keys()].filter((key) => !optional.some((one) => one === key))
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    needed.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, field]) => known.get(key)?.(field) === true)
}

const exchange = shapeOf<ToolExchange>({ tool: text, input: text, output: text, ok: flag, after: whole })
const call = shapeOf<ModelToolCall>({ id: text, name: text, arguments: text, signature: text }, ['signature'])
const usage = shapeOf<TokenUsage>({
  ...{ input: count, cachedInput: count, output: count, reasoning: count, estimated: flag },
})
const turn = shapeOf<ModelTurn>(
  {
    ...{ words: text, thinking: text, calls: listOf(call), ending: oneOf(ENDINGS), usage },
    ...{ cost: shortText, latency: whole, queued: whole, attempts: count },
  },
  ['thinking'],
)
const model = shapeOf<DecisionModel>({
  ...{ node: shortText, modelId: shortText, template: count, promptHash: shortText },
  ...{ condensedFrom: count, wholeFrom: count, turns: listOf(turn) },
})
const record = shapeOf<DecisionRecord>(
  {
    ...{ tick: count, matchTime: whole, outcome: oneOf(OUTCOMES), exchanges: listOf(exchange) },
    ...{ response: text, reasoning: text, problem: text, latency: count, model },
  },
  ['problem', 'model'],
)

/** Whether what an agent's worker handed in as a record is one, and of a size that can be kept. */
export function isSoundRecord(value: unknown): value is DecisionRecord {
  return record(value) && charactersOf(value) <= MOST_CHARACTERS
}

function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, part: unknown) => sum + charactersOf(part), 0)
}
