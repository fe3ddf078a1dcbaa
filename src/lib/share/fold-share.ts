import { InvariantError, type Result, err, ok } from '../core/result'
import { Engine, type Step } from '../engine/engine'
import type { InputEvent } from '../engine/events'
import { EventLog, SEGMENT_RECORDS } from '../engine/log/event-log'
import type { StoredStep } from '../match/ports'
import { MARK_DIGITS, markOf } from './digests'
import { quoted } from '../core/json-place'
import { inputWords, tradeWords } from './event-words'
import type { Finding } from './finding'
import { LogIndex } from './log-index'
import type { NamedWords } from './named-words'
import type { ReadShare } from './read-share'
import { tradesOf } from './results'
import { type SharedTrade, HASH_DIGITS } from './share-file'

const PER_SLICE = 1000
/** Bytes of log that are held. A day of fifty agents makes a fiftieth of it; a file made to fill memory more. */
const MOST_BYTES = 400_000_000

/** What a re-run has come to. */
export interface FoldedShare {
  /** As it stands after the last event that agreed; undefined when the first did not. */
  readonly engine: Engine | undefined
  readonly log: EventLog
  readonly index: LogIndex
  readonly steps: readonly StoredStep[]
  readonly trades: readonly SharedTrade[]
  /** Where it parted from the file, if it did. */
  readonly finding: Finding | undefined
}

/** How far a re-run is, in events. */
export interface VerifyProgress {
  readonly done: number
  readonly of: number
}

/** Folds a file's inputs again and compares every event's mark and every segment's digest, until one parts. */
export function* foldShare(share: ReadShare, words: NamedWords): Generator<VerifyProgress, FoldedShare> {
  const fold = new ShareFold(share, words)
  const of = words.inputs.length
  for (const [seq, input] of words.inputs.entries()) {
    if (!fold.take(input, seq)) break
    if (seq % PER_SLICE === 0) yield { done: seq, of }
  }
  return fold
}

class ShareFold implements FoldedShare {
  readonly log = new EventLog()
  readonly index = new LogIndex()
  readonly steps: StoredStep[] = []
  readonly trades: SharedTrade[] = []
  engine: Engine | undefined
  finding: Finding | undefined
  readonly #engine = new Engine()

  constructor(
    private readonly share: ReadShare,
    private readonly words: NamedWords,
  ) {}

  /** Whether the event agreed. */
  take(input: InputEvent, seq: number): boolean {
    const step = applied(this.#engine, input)
    this.finding = step.ok ? this.#fault(step.value) : this.#unfit(input, seq, step.error)
    if (!step.ok || this.finding !== undefined) return false
    const { record } = step.value
    this.engine = this.#engine
    this.log.append(record)
    this.index.follow(step.value.input)
    this.steps.push({ seq, record })
    this.trades.push(...tradesOf(step.value, this.share.config.products))
    this.finding = this.#sealFault(seq)
    return this.finding === undefined
  }

  #fault(step: Step): Finding | undefined {
    const { seq, record } = step
    if (this.log.bytes + record.length > MOST_BYTES) {
      return this.#unfit(step.input, seq, 'the log grows past what this arena can hold')
    }
    const words = this.#wordsFault(step)
    if (words !== undefined) return words
    const expected = markOf(record)
    const at = (seq % SEGMENT_RECORDS) * MARK_DIGITS
    const { marks = '' } = this.share.file.segments[Math.floor(seq / SEGMENT_RECORDS)] ?? {}
    const got = marks.slice(at, at + MARK_DIGITS)
    if (expected === got) return undefined
    return {
      at: seq,
      what: `${this.#place(step.input, seq)} does not come out as the file says.`,
      ...this.#told(step, expected, got),
    }
  }

  /** Of a decision whose row names but the first digits of a hash: that the words in the file have no such hash. */
  #wordsFault({ seq, input }: Step): Finding | undefined {
    if (input.type !== 'DecisionClosed' || input.decision.recordHash.length !== HASH_DIGITS) return undefined
    const { run, tick, recordHash } = input.decision
    const expected = `words whose hash begins with ${quoted(recordHash)}`
    const fault = this.words.faults.get(seq)
    if (fault === undefined) {
      const what = `${this.#place(input, seq)} names words that are not in the file.`
      const { stray } = this.words
      return { at: seq, what, expected, got: stray === undefined ? 'none' : `none, but decisions[${stray}]` }
    }
    const whose = `${quoted(this.#engine.runs[run]?.name ?? '')}’s decision on tick ${tick}`
    const places = `words.texts[${fault.at}], decisions[${fault.at}]`
    const what = `${places}: The words of ${whose} are not those that event ${seq} (${placeOf(seq)}) names.`
    return { at: seq, what, expected, got: fault.found }
  }

  /** Both sides in words where they differ in trades, else their marks. */
  #told(step: Step, expected: string, got: string): Pick<Finding, 'expected' | 'got'> {
    const made = this.#words(tradesOf(step, this.share.config.products))
    const said = this.#words(this.share.file.results.trades.filter(({ seq }) => seq === step.seq))
    return made === said
      ? { expected: `mark ${expected}`, got: `mark ${got}` }
      : { expected: made, got: said }
  }

  #words(trades: readonly SharedTrade[]): string {
    if (trades.length === 0) return 'no trade'
    return trades
      .map((trade) => tradeWords(trade, this.#engine.runs[trade.run]?.name ?? `run ${trade.run}`))
      .join('; ')
  }

  #unfit(input: InputEvent, seq: number, why: string): Finding {
    const what = `${this.#place(input, seq)} cannot be folded.`
    return { at: seq, what, expected: 'an event that can be folded', got: why }
  }

  /** At the end of a segment, what its digest must be. */
  #sealFault(seq: number): Finding | undefined {
    const segment = Math.floor(seq / SEGMENT_RECORDS)
    const isLast = seq === this.share.inputs.length - 1
    if ((seq + 1) % SEGMENT_RECORDS !== 0 && !isLast) return undefined
    const [expected, got] = [this.log.tip, this.share.file.segments[segment]?.digest ?? '']
    if (expected === got) return undefined
    const what = `segments[${segment}].digest: The events up to ${seq} do not have the digest the file says.`
    return { at: seq, what, expected, got }
  }

  #place(input: InputEvent, seq: number): string {
    return `Event ${seq}, ${inputWords(input, this.share.config.products)} (${placeOf(seq)}),`
  }
}

/** Where a file has an event's row. */
function placeOf(seq: number): string {
  return `segments[${Math.floor(seq / SEGMENT_RECORDS)}].inputs[${seq % SEGMENT_RECORDS}]`
}

/** What is a defect in a live match is a finding here: inputs of strangers may ask for anything. */
function applied(engine: Engine, input: InputEvent): Result<Step, string> {
  try {
    return ok(engine.apply(input))
  } catch (cause) {
    if (cause instanceof InvariantError || cause instanceof RangeError) return err(cause.message)
    throw cause
  }
}
