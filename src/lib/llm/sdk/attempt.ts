import OpenAI from 'openai'
import type { Clock } from '../../core/clock'
import { seconds } from '../../core/time'
import type { ChatNode } from '../chat-node'
import {
  type CompletionRequest,
  type FaultKind,
  type ModelReply,
  NO_USAGE,
  type TokenUsage,
} from '../completion'
import { PROVIDERS } from '../providers'
import { guessInput, guessOutput } from '../token-count'
import { Assembly } from './assembly'
import type { BodyTap } from './body-tap'
import { type Fetch, Refused, boundFetch } from './bound-fetch'
import type { KeyCutter } from './key-cutter'
import { type Adaptation, type Refusal, kindOf, refusalOf } from './refusal'
import { wireRequest } from './wire-request'

const SILENCE = seconds(60)
/** The client library wants a key; ours is put in by our own fetch, past it. */
const NO_KEY = 'none'

export interface AttemptContext {
  readonly node: ChatNode
  readonly request: CompletionRequest
  readonly origin: string
  readonly key: string | undefined
  readonly cutter: KeyCutter
  readonly adapted: ReadonlySet<Adaptation>
  readonly fetch: Fetch
  readonly clock: Clock
  /** Aborted by the caller or by the deadline. */
  readonly signal: AbortSignal
  /** The words grew; `words` answers all of them so far. */
  readonly onWords: (words: () => string) => void
}

/** Whether an answer came by and by or in one piece. */
export type AnswerForm = 'stream' | 'whole'

export type AttemptEnd = { readonly usage: TokenUsage } & (
  | { readonly type: 'reply'; readonly reply: ModelReply; readonly form: AnswerForm }
  | { readonly type: 'trouble'; readonly kind: FaultKind; readonly refusal?: Refusal }
  /** The call as a whole was ended from outside. */
  | { readonly type: 'ended' }
)

/** One request to a provider and its answer, from the first byte sent to the last one read. */
export class Attempt {
  readonly #stop = new AbortController()
  readonly #assembly: Assembly
  #tap: BodyTap | undefined
  #cancelSilence: () => void = () => undefined
  #isSilent = false

  constructor(private readonly context: AttemptContext) {
    const callsBefore = context.request.messages.map((message) =>
      message.role === 'assistant' ? message.calls.length : 0,
    )
    this.#assembly = new Assembly(
      context.cutter,
      callsBefore.reduce((sum, count) => sum + count, 0),
    )
  }

  /** Must not reject. */
  async run(): Promise<AttemptEnd> {
    const { signal } = this.context
    const abort = (): void => {
      this.#stop.abort()
    }
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    this.#heard()
    const failure = await this.#exchange()
    this.#cancelSilence()
    signal.removeEventListener('abort', abort)
    return this.#end(failure)
  }

  /** What was thrown, if anything. */
  async #exchange(): Promise<unknown> {
    const { node, request, adapted } = this.context
    try {
      const body = wireRequest(node, request, adapted)
      const stream = await this.#client().chat.completions.create(body, { signal: this.#stop.signal })
      for await (const chunk of stream) this.#take(chunk)
      return undefined
    } catch (failure) {
      return failure
    } finally {
      // Whatever the client library left open.
      if (!this.#stop.signal.aborted) this.#stop.abort()
    }
  }

  #take(chunk: unknown): void {
    this.#assembly.add(chunk)
    if (this.#assembly.hasWords) this.context.onWords(() => this.#assembly.words)
  }

  #client(): OpenAI {
    const { node, origin, key, fetch, clock } = this.context
    const bound = boundFetch({
      ...{ fetch, clock, origin, key, signal: this.#stop.signal },
      headers: PROVIDERS[node.provider].dialect.headers,
      onBytes: () => {
        this.#heard()
      },
      onBody: (tap) => {
        this.#tap = tap
      },
    })
    return new OpenAI({
      ...{ apiKey: NO_KEY, baseURL: node.baseUrl, fetch: bound, organization: null, project: null },
      ...{ maxRetries: 0, logLevel: 'off', dangerouslyAllowBrowser: true },
    })
  }

  #heard(): void {
    this.#cancelSilence()
    this.#cancelSilence = this.context.clock.after(SILENCE, () => {
      this.#isSilent = true
      this.#stop.abort()
    })
  }

  /** An answer that said why it ended is whole, whatever happened afterwards. */
  #end(failure: unknown): AttemptEnd {
    const whole = this.#assembly.isFinished || (this.#assembly.hasChoice && this.#tap?.sawEnd === true)
    const usage = this.#usage()
    if (whole && (failure === undefined || (this.#assembly.isFinished && !isErrorFrame(failure)))) {
      const form = this.#tap?.kind === 'json' ? 'whole' : 'stream'
      return { type: 'reply', reply: this.#assembly.reply(), usage, form }
    }
    if (this.context.signal.aborted) return { type: 'ended', usage }
    if (this.#isSilent) return { type: 'trouble', kind: 'silent', usage }
    const refusal = refusalIn(failure)
    if (refusal !== undefined) return { type: 'trouble', kind: kindOf(refusal), refusal, usage }
    return { type: 'trouble', kind: this.#kindOf(failure), usage }
  }

  #kindOf(failure: unknown): FaultKind {
    if (failure instanceof SyntaxError) return 'malformed'
    if (this.#tap === undefined) return 'unreachable'
    return failure === undefined && this.#tap.sawEnd ? 'malformed' : 'cut-short'
  }

  /** What was reported; a guess once an answer had begun, for it is paid for even if it broke off. */
  #usage(): TokenUsage {
    const { usage, hasChoice } = this.#assembly
    if (usage !== undefined) return usage
    if (!hasChoice) return NO_USAGE
    const input = guessInput(this.context.request)
    const output = guessOutput(this.#assembly.reply())
    return { input, cachedInput: 0, output, reasoning: 0, estimated: true }
  }
}

function refusalIn(failure: unknown): Refusal | undefined {
  if (failure instanceof OpenAI.APIConnectionError) {
    return failure.cause instanceof Refused ? failure.cause.refusal : undefined
  }
  return isErrorFrame(failure) ? refusalOf(failure.error) : undefined
}

function isErrorFrame(failure: unknown): failure is InstanceType<typeof OpenAI.APIError> {
  return (
    failure instanceof OpenAI.APIError &&
    !(failure instanceof OpenAI.APIConnectionError) &&
    !(failure instanceof OpenAI.APIUserAbortError)
  )
}
