// A language model that does what the test tells it, decision by decision.
import type { ShapedAnswer, ShapedCall } from '../fixtures/llm/shapes'
import { type AskedCompletion, conversationOf } from '../fixtures/models/asked'
import { closing, lookAtPortfolio, turnOf } from '../fixtures/models/script'
import type { ScriptedProvider } from '../fixtures/models/scripted-provider'

interface Order {
  /** Happens while the model thinks about it. */
  readonly meanwhile: () => void
  readonly calls: readonly ShapedCall[]
  readonly done: (answers: readonly string[]) => void
  readonly failed: (error: Error) => void
}

/** Plays one agent alone. */
export class ToldModel {
  /** What each decision began with, oldest first. */
  readonly prompts: string[] = []
  readonly #orders: Order[] = []
  #current: Order | undefined

  constructor(provider: ScriptedProvider) {
    provider.script = (asked) => this.#answer(asked)
  }

  /** Makes these calls in its next decision. @returns what the tools answered, as the provider received it */
  does(...calls: readonly ShapedCall[]): Promise<readonly string[]> {
    return this.doesWhile(() => undefined, ...calls)
  }

  /** As {@link does}, and something happens between its prompt and its answer. */
  doesWhile(meanwhile: () => void, ...calls: readonly ShapedCall[]): Promise<readonly string[]> {
    return new Promise((done, failed) => this.#orders.push({ meanwhile, calls, done, failed }))
  }

  /** Lets one more decision pass. @returns what it began with */
  async nextPrompt(): Promise<string> {
    const asked = this.prompts.length
    await this.does(lookAtPortfolio)
    return this.prompts.slice(asked).at(-1) ?? ''
  }

  #answer(asked: AskedCompletion): ShapedAnswer {
    if (turnOf(asked) === 0) return this.#begin(asked)
    this.#current?.done(answersIn(asked))
    this.#current = undefined
    return { words: closing('Done.', 'As I was told.') }
  }

  #begin(asked: AskedCompletion): ShapedAnswer {
    const prompt = asked.messages.findLast(({ role }) => role === 'user')?.content ?? ''
    if (!/^Tick \d+,/m.test(prompt)) return { words: 'I am here.' }
    this.prompts.push(prompt)
    this.#current?.failed(new Error('The decision ended before it had heard of its calls.'))
    const order = this.#orders.shift()
    if (order === undefined) return { words: closing('I hold.', 'Nobody told me otherwise.') }
    this.#current = order
    order.meanwhile()
    return { words: 'As I was told.', calls: order.calls }
  }
}

function answersIn(asked: AskedCompletion): readonly string[] {
  return conversationOf(asked).flatMap(({ role, content }) => (role === 'tool' ? [content] : []))
}
