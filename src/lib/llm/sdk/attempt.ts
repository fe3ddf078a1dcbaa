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
import { guessedUsage } from '../token-count'
import { Assembly } from './assembly'
import type { BodyTap } from './body-tap'
import { type Fetch, Refused, boundFetch } from './bound-fetch'
import type { KeyCutter } from './key-cutter'
import { type Adaptation, type Refusal, kindOf, refusalOf } from './refusal'
import { wireRequest } from './wire-request'

const SILENCE = seconds(60)
const KIB = 1024
const MIB = KIB * KIB
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
  #hasLeft = false

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
      for await (const chunk of stream) {
        this.#take(chunk)
        if (this.#assembly.isCut) break
      }
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
      mostBytes: mostBytesOf(this.context.request),
      onSent: () => {
        this.#hasLeft = true
      },
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
    const { isFinished, hasChoice, isCut } = this.#assembly
    const whole = isFinished || isCut || (hasChoice && this.#tap?.sawEnd === true)
    if (whole && (failure === undefined || (isFinished && !isErrorFrame(failure)))) {
      const form = this.#tap?.kind === 'json' ? 'whole' : 'stream'
      return { type: 'reply', reply: this.#assembly.reply(), usage: this.#usage(), form }
    }
    if (this.context.signal.aborted) return { type: 'ended', usage: this.#usage() }
    const refusal = refusalIn(failure)
    const kind = this.#kindOf(failure, refusal)
    const usage = this.#isUnasked(kind, refusal) ? NO_USAGE : this.#usage()
    return { type: 'trouble', kind, usage, ...(refusal === undefined ? {} : { refusal }) }
  }

  #kindOf(failure: unknown, refusal: Refusal | undefined): FaultKind {
    if (this.#isSilent) return 'silent'
    if (refusal !== undefined) return kindOf(refusal)
    // What is nested too deeply to be read is no better than what cannot be read.
    if (failure instanceof SyntaxError || failure instanceof RangeError) return 'malformed'
    if (this.#tap === undefined) return 'unreachable'
    return failure === undefined && this.#tap.sawEnd ? 'malformed' : 'cut-short'
  }

  /** No model worked on it: nobody was reached, a web page answered, or the answer was no from the start. */
  #isUnasked(kind: FaultKind, refusal: Refusal | undefined): boolean {
    const { usage, hasChoice } = this.#assembly
    if (usage !== undefined || hasChoice) return false
    return (
      kind === 'unreachable' || this.#tap?.kind === 'page' || (refusal !== undefined && kind !== 'silent')
    )
  }

  /** What was reported, else a guess: what has left is paid for, whatever came of it. */
  #usage(): TokenUsage {
    const { usage, hasChoice } = this.#assembly
    if (usage !== undefined) return usage
    if (!this.#hasLeft) return NO_USAGE
    return guessedUsage(this.context.request, hasChoice ? this.#assembly.reply() : undefined)
  }
}

/** Room for each token to come in an event of its own. */
function mostBytesOf({ maxOutputTokens }: CompletionRequest): number {
  return Math.min(16 * MIB, Math.max(2 * MIB, maxOutputTokens * KIB))
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
