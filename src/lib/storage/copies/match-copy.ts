/** The copy of one match, kept while the match is written. */
import type { Clock } from '../../core/clock'
import { type Result, invariant } from '../../core/result'
import type { StoreFailure } from '../../core/store-failure'
import { type DurationMs, type TimeMs, addTime, between, durationMs } from '../../core/time'
import { sameBytes } from '../../core/same-bytes'
import { decodeStep } from '../../engine/log/step-codec'
import type { CommitBatch, MatchStatus, StoredStep } from '../../match/ports'
import type { WholeMatch } from '../../match/whole-match'
import { type CopyContents, copiedLog, frameOf } from './copy-contents'
import { type CopyEnd, copyStart, copyTitle, encodeFrame } from './copy-frames'
import type { CopyShelf } from './copy-shelf'

/** As many events are copied together, or as few as came in as many minutes. */
const EVENTS_TOGETHER = 100
const COPY_EVERY = durationMs(5 * 60 * 1000)
/** A match that begins or goes on has other things to do first. */
const FIRST_COPY_AFTER = durationMs(10_000)
/** After something went wrong once, again, and from then on: another tab may just have had the file open. */
const RESTS = [durationMs(10_000), durationMs(60_000), COPY_EVERY] as const
/** Matches grow; a copy must not eat the room of the match itself. */
const MOST_BYTES = 128 * 1024 * 1024

const TOUCHED = 'Something else wrote it meanwhile.'

export interface MatchCopyDeps {
  readonly matchId: string
  readonly shelf: CopyShelf
  readonly clock: Clock
  /** All that is stored of the match now. */
  readonly load: () => Promise<Result<WholeMatch, StoreFailure>>
  /** The match has ended, and its copy is complete. Must not throw. */
  readonly onEnded: () => void
  readonly warn: (sentence: string) => void
}

/**
 * Adds to the copy what has become durable, now and then, and starts from the database whenever it does not know
 * what the copy holds. Nothing here ever stands in the match's way: what fails is told and tried again later.
 */
export class MatchCopy {
  /** Where the copy ends; undefined until that is known. */
  #end: CopyEnd | undefined
  #status: MatchStatus = 'running'
  /** Durable, and perhaps not in the copy yet. */
  #waiting: CommitBatch[] = []
  #events = 0
  #writing: Promise<void> = Promise.resolve()
  #cancelTimer: (() => void) | undefined
  #restUntil: TimeMs | undefined
  #outgrown = false
  #failures = 0

  constructor(private readonly deps: MatchCopyDeps) {}

  /** A batch that is on disk in the database. Must not throw. */
  took(batch: CommitBatch): void {
    if (this.#outgrown) return
    this.#waiting.push(batch)
    this.#events += batch.steps.length
    const changed = batch.head.status !== this.#status
    this.#status = batch.head.status
    if (changed || (this.#end !== undefined && this.#events >= EVENTS_TOGETHER)) void this.flush()
    else this.#schedule()
  }

  /** Copies what waits. Never rejects. */
  flush(): Promise<void> {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    if (this.#events === 0 && this.#waiting.length === 0) return
    if (this.#isResting()) {
      // When it is tried again the database tells what there is.
      this.#waiting = []
      this.#schedule()
      return
    }
    const batches = this.#waiting
    this.#waiting = []
    this.#events = 0
    try {
      const done = this.#end !== undefined && (await this.#append(joined(batches), this.#end))
      if (!done) await this.#startOver()
      this.#restUntil = undefined
      this.#failures = 0
      if (this.#status === 'ended') this.deps.onEnded()
    } catch (cause) {
      this.#failed(cause)
    }
  }

  /** @returns false when the file is not what this copy left */
  async #append(contents: CopyContents, at: CopyEnd): Promise<boolean> {
    const { bytes, end } = encodeFrame(frameOf(contents), at)
    if (end.size > MOST_BYTES) return this.#outgrow()
    const added = await this.deps.shelf.append(this.deps.matchId, at.size, bytes)
    this.#end = added ? end : undefined
    return added
  }

  /** Brings the copy up to the database: adds what it lacks, or writes a whole one. */
  async #startOver(): Promise<void> {
    const { matchId, shelf, load } = this.deps
    const whole = await load()
    if (!whole.ok) throw whole.error
    const { steps, head } = whole.value
    const bytes = await shelf.read(matchId)
    const copy = bytes === undefined ? undefined : copiedLog(bytes, matchId)
    const isSound = copy !== undefined && copy.records.length > 0 && copy.end.size === bytes?.length
    const isOurs =
      isSound &&
      copy.records.every((record, seq) => {
        const step = steps[seq]
        return step !== undefined && sameBytes(record, step.record)
      })
    if (!isOurs) await this.#replace(whole.value)
    else if (!(await this.#append(since(whole.value, copy.records.length), copy.end)))
      throw new Error(TOUCHED)
    // What was committed while the database was read may be in both.
    this.#waiting = this.#waiting.filter((batch) => {
      return batch.head.seq > head.seq || (batch.head.seq === head.seq && batch.steps.length === 0)
    })
    this.#events = this.#waiting.reduce((sum, batch) => sum + batch.steps.length, 0)
  }

  async #replace(whole: WholeMatch): Promise<void> {
    const { matchId, shelf } = this.deps
    const { bytes, end } = encodeFrame(frameOf(whole), copyStart(matchId))
    if (end.size > MOST_BYTES) {
      this.#outgrow()
      return
    }
    const title = copyTitle()
    const file = new Uint8Array(end.size)
    file.set(title)
    file.set(bytes, title.length)
    await shelf.replace(matchId, file)
    this.#end = end
  }

  /** What the copy has stays; a warning says where it ends. */
  #outgrow(): true {
    this.#outgrown = true
    this.#waiting = []
    this.deps.warn('The match has outgrown its copy: from here on it is in the database only.')
    return true
  }

  #failed(cause: unknown): void {
    this.#end = undefined
    const rest = RESTS[this.#failures] ?? COPY_EVERY
    this.#failures += 1
    this.#restUntil = addTime(this.deps.clock.now(), rest)
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.deps.warn(`The copy of the match could not be written; it is tried again later. ${reason}`)
    // What came meanwhile counted on a copy that was known.
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    // Beyond that only something new is a reason to try.
    if (this.#failures > RESTS.length) return
    this.#events = Math.max(this.#events, 1)
    this.#schedule()
  }

  #schedule(): void {
    this.#cancelTimer ??= this.deps.clock.after(this.#patience(), () => void this.flush())
  }

  #isResting(): boolean {
    return this.#restUntil !== undefined && this.deps.clock.now() < this.#restUntil
  }

  #patience(): DurationMs {
    if (this.#end !== undefined) return COPY_EVERY
    // A rest is over when it was to be, whoever asks meanwhile.
    if (this.#restUntil === undefined || !this.#isResting()) return FIRST_COPY_AFTER
    return between(this.deps.clock.now(), this.#restUntil)
  }
}

function joined(batches: readonly CommitBatch[]): CopyContents {
  const last = batches.at(-1)
  invariant(last !== undefined, 'nothing to copy')
  return {
    head: last.head,
    steps: batches.flatMap(({ steps }) => steps),
    decisions: batches.flatMap(({ decisions }) => decisions),
    prompts: batches.flatMap(({ prompts }) => prompts),
  }
}

/** From event `from` on. A decision lies with the event that closed it; the prompts are few. */
function since(whole: WholeMatch, from: number): CopyContents {
  const steps = whole.steps.slice(from)
  const closed = new Set(steps.map(closedIn))
  const decisions = whole.decisions.filter(({ run, tick }) => closed.has(`${tick}/${run}`))
  return { head: whole.head, steps, decisions, prompts: whole.prompts }
}

function closedIn({ record }: StoredStep): string | undefined {
  const step = decodeStep(record)
  if (!step.ok || step.value.input.type !== 'DecisionClosed') return undefined
  const { run, tick } = step.value.input.decision
  return `${tick}/${run}`
}
