/** Token counts from characters, for where no provider counted: every model cuts text its own way. */
import type { ChatMessage, CompletionRequest, ModelReply, TokenUsage } from './completion'

/** What frames a message: role, separators. */
const PER_MESSAGE = 8
const REQUEST_BASE = 16
const CHARACTERS_PER_TOKEN = 3
const LEAST_LETTERS_PER_TOKEN = 2
/** Letters and spaces are cut into words; digits and signs may each become a token of their own. */
const LETTERS = /[A-Za-z ]/g

/**
 * More tokens than any common model makes of the prompt: each digit, sign and byte beyond ASCII counts as
 * one, two letters as one.
 */
export function tokensAtMost({ messages, tools }: CompletionRequest): number {
  const texts = [...messages.flatMap(textsOf), ...tools.map((tool) => JSON.stringify(tool))]
  const frames = REQUEST_BASE + PER_MESSAGE * (messages.length + tools.length)
  return texts.reduce((sum, text) => sum + mostOf(text), frames)
}

/** A fair guess at a prompt's tokens. */
export function guessInput({ messages, tools }: CompletionRequest): number {
  const texts = [...messages.flatMap(textsOf), ...tools.map((tool) => JSON.stringify(tool))]
  return texts.reduce((sum, text) => sum + guess(text), REQUEST_BASE)
}

/** A fair guess at an answer's tokens, as far as it came. */
function guessOutput({ words, thinking = '', calls }: Omit<ModelReply, 'finish'>): number {
  const texts = [words, thinking, ...calls.flatMap((call) => [call.name, call.arguments])]
  return texts.reduce((sum, text) => sum + guess(text), 0)
}

/**
 * The usage of a request that left and for which nothing was reported: its prompt, and what came of the
 * answer. Never more than what is set aside for it.
 */
export function guessedUsage(request: CompletionRequest, answer?: Omit<ModelReply, 'finish'>): TokenUsage {
  const output = answer === undefined ? 0 : Math.min(guessOutput(answer), request.maxOutputTokens)
  return { input: guessInput(request), cachedInput: 0, output, reasoning: 0, estimated: true }
}

function textsOf(message: ChatMessage): readonly string[] {
  if (message.role !== 'assistant') return [message.content]
  const calls = message.calls.flatMap((call) => [call.name, call.arguments, call.id, call.signature ?? ''])
  return [message.content, message.thinking ?? '', ...calls]
}

function mostOf(text: string): number {
  const letters = text.match(LETTERS)?.length ?? 0
  return new TextEncoder().encode(text).length - letters + Math.ceil(letters / LEAST_LETTERS_PER_TOKEN)
}

function guess(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN)
}
