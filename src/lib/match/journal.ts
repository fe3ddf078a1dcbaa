import { decimalToNumber } from '../core/decimal'
import type { Engine, Step } from '../engine/engine'
import type { InputEvent } from '../engine/events'
import type { EventLog } from '../engine/log/event-log'
import type { DecisionRecord } from '../agents/decision'
import type { StoredDecision, StoredPrompt } from './ports'
import type { MatchWriter } from './writer'

/** Learns of every step as it is folded, with the decision record that belongs to it, if any. */
export type StepListener = (step: Step, decision?: DecisionRecord) => void

/**
 * The only hand that writes a match: folds an input, appends what it and its consequences are to the
 * log, and queues both for storage. Synchronous; `durable()` says when the effects may leave.
 */
export class Journal {
  constructor(
    readonly engine: Engine,
    readonly log: EventLog,
    private readonly writer: MatchWriter,
    private readonly onStep: StepListener,
    /** A broken invariant: the engine must be given up. Called before the error goes on. */
    private readonly onBroken: (cause: unknown) => void,
  ) {}

  /** `prompts`: texts of the system prompts that the input is the first to name. */
  write(input: InputEvent, prompts: readonly StoredPrompt[] = []): Step {
    const step = this.#apply(input)
    for (const prompt of prompts) this.writer.addPrompt(prompt)
    this.#record(step)
    this.onStep(step)
    return step
  }

  /** Logs the end of a decision together with its full record, in one transaction. */
  writeDecision(input: InputEvent & { type: 'DecisionClosed' }, decision: StoredDecision): Step {
    const step = this.#apply(input)
    this.#record(step)
    this.writer.addDecision(decision)
    this.onStep(step, decision.record)
    return step
  }

  /** Resolves when all that was written so far is durable. */
  durable(): Promise<void> {
    return this.writer.durable()
  }

  #apply(input: InputEvent): Step {
    try {
      return this.engine.apply(input)
    } catch (cause) {
      this.onBroken(cause)
      throw cause
    }
  }

  #record(step: Step): void {
    this.log.append(step.record)
    this.writer.addStep({ seq: step.seq, record: step.record })
    const sampled = step.derived.flatMap((event) => (event.type === 'EquitySampled' ? [event.equity] : []))
    if (sampled.length === 0) return
    const values = Float64Array.from(sampled, decimalToNumber)
    this.writer.addEquity({ seq: step.seq, time: step.input.time, values })
  }
}
