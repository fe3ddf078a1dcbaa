import type { Finish, ModelReply, ModelToolCall, TokenUsage } from '../completion'
import { CallAssembly } from './call-assembly'
import { type MessagePart, parseChunk, textIn, usageIn } from './chunk'
import type { KeyCutter } from './key-cutter'
import { ReasoningDetails } from './reasoning-details'

const FINISHES: ReadonlyMap<string, Finish> = new Map([
  ...(['length', 'max_tokens', 'model_length'] as const).map((word) => [word, 'length'] as const),
  ...(['content_filter', 'safety', 'recitation'] as const).map((word) => [word, 'content-filter'] as const),
  ['refusal', 'refusal'],
])

/** Characters of words, and of thoughts, that are kept of an answer. */
const LONGEST_TEXT = 65_536

/** An answer put together from its stream, with nothing of the key in it. */
export class Assembly {
  readonly #calls = new CallAssembly()
  readonly #details = new ReasoningDetails()
  #words = ''
  #thinking = ''
  #refusal = ''
  #finish: string | undefined
  #usage: TokenUsage | undefined
  #hasChoice = false
  #isCut = false

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

  /** The answer is longer than is kept of any; it need not be heard to its end. */
  get isCut(): boolean {
    return this.#isCut || this.#calls.isCut
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
    const calls = this.#signed(this.#calls.calls(this.callsBefore)).map((call) => this.#cleaned(call))
    const reply = { words: this.words, calls, finish: this.#ending() }
    return thinking === '' ? reply : { ...reply, thinking }
  }

  #take(part: MessagePart): void {
    const words = this.#words + textIn(part.content)
    const refusal = this.#refusal + (part.refusal ?? '')
    this.#isCut ||= Math.max(words.length, refusal.length) > LONGEST_TEXT
    this.#words = words.slice(0, LONGEST_TEXT)
    this.#refusal = refusal.slice(0, LONGEST_TEXT)
    // The end of long thoughts is let go of; the answer that follows from them is not.
    this.#think(part.reasoning_content ?? part.reasoning ?? '')
    this.#details.add(part.reasoning_details ?? [])
    for (const call of part.tool_calls ?? []) this.#calls.add(call)
  }

  #think(thought: string): void {
    if (this.#thinking.length < LONGEST_TEXT)
      this.#thinking = (this.#thinking + thought).slice(0, LONGEST_TEXT)
  }

  /** Reasoning that must go back with the calls travels with the first of them. */
  #signed(calls: readonly ModelToolCall[]): readonly ModelToolCall[] {
    const signature = this.#details.text
    const [first, ...rest] = calls
    if (first === undefined || first.signature !== undefined || signature === undefined) return calls
    return [{ ...first, signature }, ...rest]
  }

  /** Some say `stop` after tool calls, and some that there are calls when there are none. */
  #ending(): Finish {
    if (this.isCut) return 'length'
    const told = FINISHES.get((this.#finish ?? '').toLowerCase())
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
