/** One opened match: any moment of it, its decisions, its other lives. */
import type { Clock } from '../lib/core/clock'
import { parseDecimal } from '../lib/core/decimal'
import { type Result, err, ok } from '../lib/core/result'
import type { RiskModelName } from '../lib/core/risk-rules'
import { between, durationMs } from '../lib/core/time'
import type { ChatNode } from '../lib/llm/chat-node'
import { decisionScene } from '../lib/replay/decision-scene'
import type { MatchConfig } from '../lib/engine/config'
import { profileIn, tradeRiskIn } from '../lib/engine/run-risk'
import { type ForkWorld, liveOn } from '../lib/replay/fork/fork'
import { type MatchTape, readTape } from '../lib/replay/match-tape'
import { type ReplayIndex, indexTape } from '../lib/replay/replay-index'
import { TimeMachine } from '../lib/replay/time-machine'
import { type PreparedWhatIf, prepareWhatIf } from '../lib/replay/what-if/prepare'
import { whatIf } from '../lib/replay/what-if/what-if'
import type { WholeMatch } from '../lib/match/whole-match'
import type {
  DecisionScene,
  ForkAnswer,
  ForkChoice,
  OpenedReplay,
  ReplayPageApi,
  StepBy,
  WhatIfAnswer,
  WhatIfChoices,
} from './api/replay'
import type { RiskProfile, TradeIdea, TradeRisk } from './api/risk'
import { BorrowedModels } from './borrowed-models'
import { breathe, unhurried } from './unhurried'

/** While it plays the page gets so many moments a second. */
const FRAME_EVERY = durationMs(100)
/** News of a fork, in wall time. */
const NEWS_EVERY = durationMs(200)

const BAD_CAP = 'The cap of a fork is an amount in dollars, such as 0.50.'

export class ReplayDesk {
  readonly #machine: TimeMachine
  #whatIf: Promise<PreparedWhatIf> | undefined
  /** Counts the wishes to be elsewhere: only the latest is followed. */
  #wish = 0
  #speed = 0
  /** Settles when the latest wish is fulfilled or overtaken. */
  #arrived: Promise<unknown> = Promise.resolve()
  #fork: AbortController | undefined
  readonly #models: BorrowedModels

  private constructor(
    readonly tape: MatchTape,
    readonly index: ReplayIndex,
    private readonly page: ReplayPageApi,
    private readonly clock: Clock,
  ) {
    this.#machine = new TimeMachine(tape, index)
    this.#models = new BorrowedModels(clock)
  }

  /** The match must have been run again before. */
  static async open(
    match: WholeMatch,
    page: ReplayPageApi,
    clock: Clock,
  ): Promise<Result<ReplayDesk, string>> {
    const tape = await unhurried(readTape(match))
    return tape.ok ? ok(new ReplayDesk(tape.value, indexTape(tape.value), page, clock)) : tape
  }

  /** What of it the page is told at once; how it was verified is the opener's to say. */
  describe(): Omit<OpenedReplay, 'verification' | 'about'> {
    const { clocks } = this.tape
    return {
      events: clocks.length,
      startedAt: clocks[0] ?? 0,
      endedAt: clocks.at(-1) ?? 0,
      ...this.index,
    }
  }

  async seek(seq: number): Promise<void> {
    this.#speed = 0
    const arrived = this.#goTo(seq)
    this.#arrived = arrived
    await arrived
  }

  /** From where the latest wish leads, not from the way there. */
  async step(by: StepBy, back: boolean): Promise<void> {
    await this.#arrived
    await this.seek(this.#machine.stepTo(by, back))
  }

  async play(speed: number): Promise<void> {
    this.#speed = speed
    this.#wish += 1
    this.#tell()
    if (speed > 0) void this.#playOn()
  }

  decision(run: number, tick: number): Promise<Result<DecisionScene, string>> {
    return unhurried(decisionScene(this.tape, run, tick))
  }

  /** At the moment on show. */
  riskProfile(run: number, model?: RiskModelName): Result<RiskProfile, string> {
    return profileIn(this.#machine.engine, run, model)
  }

  tradeRisk(run: number, idea: TradeIdea, model?: RiskModelName): Result<TradeRisk, string> {
    return tradeRiskIn(this.#machine.engine, run, idea, model)
  }

  async whatIf(choices: WhatIfChoices): Promise<Result<WhatIfAnswer, string>> {
    this.#whatIf ??= unhurried(prepareWhatIf(this.tape))
    const prepared = await this.#whatIf
    const startedAt = performance.now()
    const rows = whatIf(prepared, choices)
    const milliseconds = performance.now() - startedAt
    return rows.ok ? ok({ rows: rows.value, milliseconds }) : rows
  }

  /** The way to language models from now on. */
  connectModels(port: MessagePort): void {
    this.#models.connect(port)
  }

  async fork(choice: ForkChoice): Promise<Result<ForkAnswer, string>> {
    this.stopFork()
    const cap = parseDecimal(choice.spendCap === '' ? '0' : choice.spendCap)
    if (!cap.ok || cap.value < 0n) return err(BAD_CAP)
    const node = await this.#nodeOf(choice.brain)
    if (!node.ok) return node
    const fork = new AbortController()
    this.#fork = fork
    return liveOn(this.tape, choice, {
      ...{ clock: this.clock, node: node.value, spendCap: cap.value, signal: fork.signal, breathe },
      complete: this.#models.complete,
      onProgress: this.#news(),
    })
  }

  stopFork(): void {
    this.#fork?.abort()
  }

  async #nodeOf(brain: string): Promise<Result<ChatNode | undefined, string>> {
    if (!brain.startsWith('node:')) return ok(undefined)
    return this.#models.node(brain.slice('node:'.length))
  }

  /** Tells the page of a fork's progress, now and then. */
  #news(): ForkWorld['onProgress'] {
    let toldAt = this.clock.now()
    return (progress) => {
      if (between(toldAt, this.clock.now()) < NEWS_EVERY) return
      toldAt = this.clock.now()
      this.page.onFork(progress)
    }
  }

  /** Folds to the event, unless another wish comes meanwhile, and shows it. Answers whether it got there. */
  async #goTo(seq: number): Promise<boolean> {
    this.#wish += 1
    const wish = this.#wish
    const slices = this.#machine.seek(Math.min(Math.max(0, seq), this.#machine.last))
    while (slices.next().done !== true) {
      await breathe()
      if (wish !== this.#wish) return false
    }
    this.page.onFrame(this.#machine.frame())
    this.#tell()
    return true
  }

  /** Match time runs on at `speed` until somebody wants otherwise or the match is over. */
  async #playOn(): Promise<void> {
    const speed = this.#speed
    const from = this.#machine.position.time
    const startedAt = this.clock.now()
    let wish = this.#wish
    while (wish === this.#wish && this.#speed === speed) {
      await new Promise<void>((resolve) => this.clock.after(FRAME_EVERY, resolve))
      if (wish !== this.#wish) return
      const seq = this.#machine.seqAt(from + between(startedAt, this.clock.now()) * speed)
      if (seq >= this.#machine.last) this.#speed = 0
      if (seq <= this.#machine.position.seq) continue
      wish += 1
      if (!(await this.#goTo(seq))) return
    }
  }

  #tell(): void {
    this.page.onPosition({ ...this.#machine.position, speed: this.#speed })
  }
}

/** The flat fee a match was played under, in basis points; undefined for tiers. */
export function flatFeeOf({ rules: { fees } }: MatchConfig): number | undefined {
  if (fees.type === 'none') return 0
  return fees.type === 'flat' ? fees.basisPoints : undefined
}
