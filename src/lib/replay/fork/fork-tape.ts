import { type DurationMs, type TimeMs, addTime } from '../../core/time'
import type { ProductIndex } from '../../core/product'
import { Engine } from '../../engine/engine'
import type { InputEvent, RunIndex } from '../../engine/events'
import type { LoggedStep } from '../../engine/log/step-codec'
import { hashOfDecision } from '../../match/decision-hash'
import { type LogReaders, newReaders, tellReaders } from '../../match/match-books'
import { type Scene, sceneOf } from '../../match/scenes'
import type { DecisionRecord } from '../../agents/decision'
import type { MatchHead } from '../../match/ports'
import type { WholeMatch } from '../../match/whole-match'

/** What another life is lived on: a recorded match, or the prices of another time. */
export interface ForkGround {
  readonly match: Pick<WholeMatch, 'config' | 'decisions'> & { readonly head: Pick<MatchHead, 'tick'> }
  /** By `seq`, from 0. */
  readonly steps: readonly Pick<LoggedStep, 'input'>[]
}

/** A tick that waits for the run's decision, and what the run saw of it. */
export interface OpenTick {
  readonly tick: number
  readonly time: TimeMs
  readonly scene: Scene
}

/**
 * The recorded inputs of a match, folded anew with one run's own left out from a tick on: its signals, how
 * its decisions ended and what its model calls cost. The market and all other runs go on as they did.
 */
export class ForkTape {
  readonly engine = new Engine()
  readonly #readers: LogReaders = newReaders(this.engine)
  readonly #records: ReadonlyMap<string, DecisionRecord>
  #at = 0
  #forked = false
  #pending: OpenTick | undefined
  /** Equity of the run, at every tick and whenever something of its own was folded. */
  readonly curve: { readonly time: number; readonly values: readonly [number] }[] = []

  /**
   * `own`: the run whose inputs are left out from `fork`, the tick it is decided anew, on. `onStep` sees all that
   * is folded.
   */
  constructor(
    private readonly tape: ForkGround,
    private readonly own: RunIndex,
    private readonly fork: number,
    private readonly onStep?: (step: LoggedStep) => void,
  ) {
    this.#records = new Map(tape.match.decisions.map(({ run, tick, record }) => [`${run}/${tick}`, record]))
  }

  /** What the run did and saw before, as a new mind in its place is told it. */
  history(): ReturnType<LogReaders['histories']['of']> {
    return this.#readers.histories.of(this.own)
  }

  /** Folds up to the tick that is decided anew, exclusively; false when the match never comes to it. */
  toFork(): boolean {
    for (let next = this.#next; next !== undefined; next = this.#next) {
      if (next.type === 'TickPublished' && next.tick >= this.fork) {
        this.#forked = true
        return true
      }
      this.#step()
    }
    return false
  }

  /** The next tick the run is to decide on; undefined when the match is over. */
  nextTick(): OpenTick | undefined {
    while (this.#pending === undefined && this.#next !== undefined) this.#step()
    const open = this.#pending
    this.#pending = undefined
    return open
  }

  /** Lets the market go on to `after` past the tick: what came until then, every earlier pending tick is skipped. */
  advance(open: OpenTick, after: DurationMs): TimeMs {
    const until = addTime(open.time, after)
    this.foldThrough(until)
    const { time } = this.engine
    return time > until ? time : until
  }

  /** Folds all that came no later than this match time. */
  foldThrough(until: number): void {
    for (let next = this.#next; next !== undefined && next.time <= until; next = this.#next) this.#step()
  }

  /** Folds an input of the run's new life. */
  write(input: InputEvent, record?: DecisionRecord): LoggedStep {
    const step = this.engine.derive(input)
    tellReaders(this.#readers, step, record)
    this.onStep?.(step)
    return step
  }

  /** How the run's decision on a tick ended. */
  close(record: DecisionRecord, time: TimeMs): void {
    const { tick, outcome, latency } = record
    const decision = { run: this.own, tick, outcome, latency, recordHash: hashOfDecision(record) }
    this.write({ type: 'DecisionClosed', time, decision }, record)
  }

  /**
   * The tape holds only the heartbeats that somebody needed: while the feed was live and no other price came,
   * the quote is taken for confirmed, as it was by those that were not kept.
   */
  confirmQuote(product: ProductIndex, time: TimeMs): void {
    const { engine } = this
    const ticker = engine.ticker(product)
    if (ticker === undefined || engine.feedState !== 'live' || engine.isFresh(product, time)) return
    this.write({ type: 'HeartbeatReceived', time, product, lastTradeId: ticker.tradeId })
  }

  get #next(): InputEvent | undefined {
    return this.tape.steps[this.#at]?.input
  }

  #step(): void {
    const input = this.#next
    this.#at += 1
    if (input === undefined || (this.#forked && isOwn(input, this.own))) return
    this.write(input, this.#recordOf(input))
    if (input.type !== 'TickPublished') return
    const { time, tick } = input
    this.curve.push({ time, values: [this.engine.equity(this.own)] })
    if (!this.#forked) return
    if (this.engine.isBenched(this.own)) this.#skip(tick, time, 'benched')
    else this.#see(tick, time)
  }

  #see(tick: number, time: TimeMs): void {
    if (this.#pending !== undefined) this.#skip(this.#pending.tick, time, 'superseded')
    this.#pending = { tick, time, scene: sceneOf(this.engine, this.own, time) }
  }

  #skip(tick: number, time: TimeMs, reason: 'benched' | 'superseded'): void {
    this.write({ type: 'TickSkipped', time, run: this.own, tick, reason })
  }

  #recordOf(input: InputEvent): DecisionRecord | undefined {
    if (input.type !== 'DecisionClosed') return undefined
    return this.#records.get(`${input.decision.run}/${input.decision.tick}`)
  }
}

/** Whether an input is something the run itself did or was given, which its new life does without. */
function isOwn(input: InputEvent, run: RunIndex): boolean {
  switch (input.type) {
    case 'SignalSubmitted':
      return input.signal.run === run
    case 'DecisionClosed':
      return input.decision.run === run
    case 'ModelCallSettled':
      return input.call.run === run
    case 'TickSkipped':
      return input.run === run
    case 'CommandIssued':
      return input.command.kind === 'reassign' && input.command.run === run
    default:
      return false
  }
}
