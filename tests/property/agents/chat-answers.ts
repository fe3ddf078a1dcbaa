/** Whatever a language model and the way to it may answer. */
import fc from 'fast-check'
import type { Completion, FaultKind, Finish, ModelToolCall } from '$lib/llm/completion'
import { fails, replies, usage } from '../../unit/agents/chat/chat-fixtures'

const FAULTS: readonly FaultKind[] = [
  ...(['no-node', 'no-key', 'budget', 'gateway-lost', 'deadline', 'aborted', 'unauthorized'] as const),
  ...([
    'no-credit',
    'forbidden',
    'unknown-model',
    'bad-request',
    'context-overflow',
    'rate-limited',
  ] as const),
  ...(['unavailable', 'unreachable', 'silent', 'cut-short', 'malformed'] as const),
]
const FINISHES: readonly Finish[] = ['stop', 'tool-calls', 'length', 'content-filter', 'refusal']

const words = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'binary' }),
  fc.lorem({ maxCount: 30 }),
  fc.constantFrom('Reasoning:', '\ud800 torn', 'A. Reasoning: b. Reasoning: c.', '<script>'),
)
const trade = fc
  .record({
    product_id: fc.constantFrom('BTC-USD', 'SOL-USD', 'NOPE'),
    quantity: fc.oneof(fc.constantFrom('0.5', 1, -1, null), fc.double()),
    action: fc.constantFrom('buy', 'sell', 'hold'),
  })
  .map((given) => JSON.stringify(given))
const given = fc.oneof(
  { weight: 3, arbitrary: trade },
  trade.map((text) => text.slice(0, -3)),
  fc.string(),
  fc.json(),
  fc.constant('{}'),
)
const name = fc.oneof(fc.constantFrom('execute_trade', 'get_portfolio', 'calculator'), fc.string())
const call: fc.Arbitrary<ModelToolCall> = fc.record({ id: fc.string(), name, arguments: given })

const reply = fc
  .tuple(
    words,
    fc.array(call, { maxLength: 12 }),
    fc.constantFrom(...FINISHES, ...FINISHES.slice(0, 2)),
    fc.option(fc.string(), { nil: undefined }),
    fc.nat(200_000),
  )
  .map(([said, calls, finish, thinking, input]) =>
    replies(said, calls, finish, { usage: usage(input), ...(thinking !== undefined && { thinking }) }),
  )

export const anyAnswer: fc.Arbitrary<Completion> = fc.oneof(
  { weight: 4, arbitrary: reply },
  fc.constantFrom(...FAULTS).map((kind) => fails(kind)),
)

/** The answers to all calls of one decision. */
export const anyAnswers = fc.array(anyAnswer, { minLength: 1, maxLength: 9 })
