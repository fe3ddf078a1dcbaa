import type { Clock } from '../../core/clock'
import { type Decimal, addDecimal } from '../../core/decimal'
import { addTime } from '../../core/time'
import { costOf, worstCost } from '../budget'
import type { ChatNode } from '../chat-node'
import {
  type Completion,
  type CompletionRequest,
  type FaultKind,
  type ModelFault,
  NO_USAGE,
  type TokenUsage,
} from '../completion'
import type { CallWatch } from '../gateway'
import type { CallTime } from './call-time'
import { type AnswerForm, Attempt, type AttemptEnd } from './attempt'
import type { Fetch } from './bound-fetch'
import { faultOf, waitTooLong } from './fault-text'
import type { KeyCutter } from './key-cutter'
import { type Adaptation, unwelcomeIn } from './refusal'
import { LONGEST_ASKED, retryDelay } from './retry-after'
import { ThrottledText } from './throttled-text'
import { isInRequest } from './wire-request'

export interface CallerWatch extends CallWatch {
  /** Told with a reply. */
  readonly onForm?: (form: AnswerForm) => void
}

const MOST_RETRIES = 2
/** A call has no effect but its cost, so all of it may be made again. */
const RETRIED: readonly FaultKind[] = ['rate-limited', 'unavailable', 'unreachable', 'cut-short']

interface CallContext {
  readonly node: ChatNode
  readonly request: CompletionRequest
  readonly origin: string
  readonly key: string | undefined
  readonly cutter: KeyCutter
  readonly time: CallTime
  readonly watch: CallerWatch
  readonly fetch: Fetch
  readonly clock: Clock
  readonly chance: () => number
  /** What the model is known to turn down; grows when that proves true of more. */
  readonly adapted: Set<Adaptation>
}

type Settled = Pick<Completion, 'outcome' | 'usage' | 'cost' | 'attempts'>
type Trouble = Extract<AttemptEnd, { type: 'trouble' }>

/** One call with its attempts: what failed may be tried again, while there is time. */
export class RetriedCall {
  /** What this call leaves out; remembered for later calls once that was found to help. */
  readonly #adapted: Set<Adaptation>
  #usage = NO_USAGE
  #attempts = 0
  #retries = 0
  #worst: Decimal | undefined

  constructor(private readonly context: CallContext) {
    this.#adapted = new Set(context.adapted)
  }

  /** Must not reject. */
  async run(): Promise<Settled> {
    try {
      return await this.#run()
    } catch {
      // A defect of ours in reading what came; what it cost until then is still told.
      return this.#settled({ type: 'fault', fault: faultOf('malformed', this.context.node) })
    }
  }

  async #run(): Promise<Settled> {
    const { time, node } = this.context
    if (!this.#canPay()) return this.#settled({ type: 'fault', fault: faultOf('budget', node) })
    while (!time.signal.aborted) {
      const end = await this.#attempt()
      this.#usage = sumOf(this.#usage, end.usage)
      if (end.type === 'reply') {
        this.context.watch.onForm?.(end.form)
        for (const part of this.#adapted) this.context.adapted.add(part)
        return this.#settled({ type: 'reply', reply: end.reply })
      }
      if (end.type === 'ended') break
      const fault = this.#adapt(end) ? undefined : await this.#waitToRetry(end)
      if (fault !== undefined) return this.#settled({ type: 'fault', fault })
    }
    return this.#settled({ type: 'fault', fault: faultOf(time.endedBy, node) })
  }

  #attempt(): Promise<AttemptEnd> {
    const { watch, clock, time } = this.context
    this.#attempts += 1
    const text = new ThrottledText(clock, watch.onText)
    const attempt = new Attempt({
      ...{ ...this.context, signal: time.signal, adapted: this.#adapted },
      onWords: (words) => {
        text.say(words)
      },
    })
    return attempt.run()
  }

  /** Whether the next attempt leaves out what the model did not take. Each part is left out once. */
  #adapt({ refusal }: Trouble): boolean {
    const { node, request } = this.context
    const part = refusal === undefined ? undefined : unwelcomeIn(refusal)
    if (part === undefined || this.#adapted.has(part) || !isInRequest(node, request, part)) return false
    if (!this.#canPay()) return false
    this.#adapted.add(part)
    return true
  }

  /** Answers the fault at once when trying again is no use, or would come too late. */
  async #waitToRetry(trouble: Trouble): Promise<ModelFault | undefined> {
    const { clock, chance, time } = this.context
    if (!RETRIED.includes(trouble.kind) || this.#retries === MOST_RETRIES) return this.#faultOf(trouble)
    if (!this.#canPay()) return this.#faultOf(trouble, true)
    const asked = trouble.refusal?.retryAfter
    const wait = retryDelay(asked, this.#retries, chance)
    const until = addTime(clock.now(), wait)
    if (until >= time.end && asked === undefined) return this.#faultOf(trouble)
    if (until >= time.end) return waitTooLong(this.context.node, trouble.kind, waitUntil(until, wait))
    this.#retries += 1
    await time.pause(wait)
    return undefined
  }

  /** Whether one more attempt, at its worst, stays within what is set aside. */
  #canPay(): boolean {
    const { node, request } = this.context
    if (request.spendable === undefined) return true
    this.#worst ??= worstCost(node.prices, request)
    return addDecimal(costOf(node.prices, this.#usage), this.#worst) <= request.spendable
  }

  #faultOf({ kind, refusal }: Trouble, tooDear = false): ModelFault {
    return faultOf(kind, this.context.node, {
      status: refusal?.status,
      quote: this.context.cutter.quote(refusal?.message ?? ''),
      attempts: this.#attempts,
      tooDear,
    })
  }

  #settled(outcome: Completion['outcome']): Settled {
    const usage = this.#usage
    return { outcome, usage, attempts: this.#attempts, cost: costOf(this.context.node.prices, usage) }
  }
}

function sumOf(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    input: a.input + b.input,
    cachedInput: a.cachedInput + b.cachedInput,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
    estimated: a.estimated || b.estimated,
  }
}

function waitUntil(time: number, wait: number): string {
  if (wait >= LONGEST_ASKED) return 'for a day or longer'
  return `until ${new Date(time).toISOString().slice(11, 19)} UTC`
}
