import type { Finish, ModelReply, ModelToolCall, TokenUsage } from '../completion'
import { CallAssembly } from './call-assembly'
import { type MessagePart, parseChunk, textIn, usageIn } from './chunk'
import type { KeyCutter } from './key-cutter'

const FINISHES: Readonly<Record<string, Finish>> = {
  ...{ length: 'length', max_tokens: 'length', model_length: 'length' },
  ...{ content_filter: 'content-filter', safety: 'content-filter', recitation: 'content-filter' },
  refusal: 'refusal',
}

/** An answer put together from its stream, with nothing of the key in it. */
export class Assembly {
  readonly #calls = new CallAssembly()
  #words = ''
  #thinking = ''
  #refusal = ''
  #finish: string | undefined
  #usage: TokenUsage | undefined
  #hasChoice = false

  constructor(
    private readonly cutter: KeyCutter,
    /** Tool calls earlier in the conversation. */
    private readonly callsBefore: number,
  ) {}

  /** @throws SyntaxError when it is nothing like a chunk */
  add(data: unknown): void {
    const chunk = parseChunk(data)
    this.#usage = usageIn(chunk) ?? this.#usage
    const choice = chunk.choices?.[0]
    if (choice === undefined) return
    this.#hasChoice = true
    const part = choice.delta ?? choice.message
    if (part !== undefined && part !== null) this.#take(part)
    // An end by error is no end of an answer.
    if (choice.finish_reason !== 'error') this.#finish = choice.finish_reason ?? this.#finish
  }

  /** The provider said why it ended: nothing but usage can follow. */
  get isFinished(): boolean {
    return this.#finish !== undefined
  }

  /** Whether anything of an answer came at all. */
  get hasChoice(): boolean {
    return this.#hasChoice
  }

  /** As the provider reported it, if it did. */
  get usage(): TokenUsage | undefined {
    return this.#usage
  }

  get hasWords(): boolean {
    return this.#words !== '' || this.#refusal !== ''
  }

  /** The words so far. */
  get words(): string {
    return this.cutter.cut(this.#words === '' ? this.#refusal : this.#words)
  }

  reply(): ModelReply {
    const thinking = this.cutter.cut(this.#thinking)
    const calls = this.#calls.calls(this.callsBefore).map((call) => this.#cleaned(call))
    const reply = { words: this.words, calls, finish: this.#ending() }
    return thinking === '' ? reply : { ...reply, thinking }
  }

  #take(part: MessagePart): void {
    this.#words += textIn(part.content)
    this.#thinking += part.reasoning_content ?? part.reasoning ?? ''
    this.#refusal += part.refusal ?? ''
    for (const call of part.tool_calls ?? []) this.#calls.add(call)
  }

  /** Some say `stop` after tool calls, and some that there are calls when there are none. */
  #ending(): Finish {
    const told = FINISHES[(this.#finish ?? '').toLowerCase()]
    if (told !== undefined) return told
    if (this.#refusal !== '') return 'refusal'
    return this.#calls.isEmpty ? 'stop' : 'tool-calls'
  }

  #cleaned(call: ModelToolCall): ModelToolCall {
    const { cutter } = this
    const { id, name, arguments: input, signature } = call
    const cut = { id: cutter.cut(id), name: cutter.cut(name), arguments: cutter.cut(input) }
    return signature === undefined ? cut : { ...cut, signature: cutter.cut(signature) }
  }
}
