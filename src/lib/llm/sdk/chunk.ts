/** The schema of what a provider streams: as much as is used, as lenient as the providers are loose. */
import * as v from 'valibot'
import type { TokenUsage } from '../completion'

const Text = v.fallback(v.nullish(v.string()), undefined)
/** More tokens than any model takes or makes in one go: such a report is of no use. */
const MOST_TOKENS = 10_000_000
/** Calls in one answer. */
export const MOST_CALLS = 64
const MOST_PARTS = 1000

const Index = v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), undefined)
const Count = v.fallback(
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MOST_TOKENS))),
  undefined,
)
const Loose = <T extends v.ObjectEntries>(entries: T) => v.fallback(v.nullish(v.object(entries)), undefined)

const CallPart = v.object({
  index: Index,
  id: Text,
  function: Loose({
    name: Text,
    // Some servers send the parsed arguments.
    arguments: v.fallback(v.nullish(v.union([v.string(), v.record(v.string(), v.unknown())])), undefined),
  }),
  extra_content: Loose({ google: Loose({ thought_signature: Text }) }),
})

/** Text, or parts of which some are thoughts. */
const Content = v.fallback(
  v.nullish(v.union([v.string(), v.pipe(few(MOST_PARTS), v.array(v.looseObject({ text: Text })))])),
  undefined,
)

const Message = v.object({
  content: Content,
  refusal: Text,
  reasoning_content: Text,
  reasoning: Text,
  reasoning_details: v.fallback(
    v.nullish(v.pipe(few(MOST_PARTS), v.array(v.record(v.string(), v.unknown())))),
    undefined,
  ),
  tool_calls: v.nullish(v.pipe(few(MOST_CALLS), v.array(CallPart))),
})

const Usage = Loose({
  prompt_tokens: Count,
  completion_tokens: Count,
  total_tokens: Count,
  prompt_cache_hit_tokens: Count,
  prompt_tokens_details: Loose({ cached_tokens: Count }),
  completion_tokens_details: Loose({ reasoning_tokens: Count }),
})

const Chunk = v.object({
  // One answer was asked for.
  choices: v.nullish(
    v.pipe(
      v.array(v.unknown()),
      v.transform((choices) => choices.slice(0, 1)),
      v.array(v.object({ delta: v.nullish(Message), message: v.nullish(Message), finish_reason: Text })),
    ),
  ),
  usage: Usage,
  x_groq: Loose({ usage: Usage }),
})

export type Chunk = v.InferOutput<typeof Chunk>
export type CallPart = v.InferOutput<typeof CallPart>
export type MessagePart = v.InferOutput<typeof Message>

/** Turns a long list down before its items are looked at one by one. */
function few(most: number) {
  return v.pipe(v.array(v.unknown()), v.maxLength(most))
}

/** @throws SyntaxError when it is nothing like a chunk of an answer */
export function parseChunk(data: unknown): Chunk {
  const parsed = v.safeParse(Chunk, data)
  if (!parsed.success) throw new SyntaxError('not a chunk of an answer')
  return parsed.output
}

/** The chunk's report of tokens; undefined when it has none that can be used. */
export function usageIn({ usage, x_groq }: Chunk): TokenUsage | undefined {
  const report = usage ?? x_groq?.usage ?? undefined
  const { prompt_tokens: input, completion_tokens: answered } = report ?? {}
  // No prompt is without tokens: a report of zeros is none.
  if (report === undefined || !input || answered === undefined) return undefined
  const cached = report.prompt_tokens_details?.cached_tokens ?? report.prompt_cache_hit_tokens ?? 0
  // Google and xAI leave the thoughts out of the answer's tokens and count them in the total alone.
  const output = Math.max(answered, (report.total_tokens ?? 0) - input)
  const reasoning = report.completion_tokens_details?.reasoning_tokens ?? output - answered
  return {
    ...{ input, cachedInput: Math.min(cached, input), output },
    ...{ reasoning: Math.min(reasoning, output), estimated: false },
  }
}

export function textIn(content: MessagePart['content']): string {
  if (content === undefined || content === null) return ''
  return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('')
}
