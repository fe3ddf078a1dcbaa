import type { DecisionMark, ForkAnswer } from '../../../workers/api/replay'
import { failure } from '../answer'
import { callsModel } from '../brain-text'
import { DEFAULT_SPEND_CAP } from '../match-form/model-limits'
import type { NodeState } from '../models/client'
import type { ReplayClient } from './client'
import { type ForkErrors, type ForkForm, brainOptions, checkFork, decisionAt, givenName } from './fork-form'

/** What the panel knows from elsewhere. */
export interface ForkContext {
  readonly decisions: readonly DecisionMark[]
  /** Agents by their run. */
  readonly names: ReadonlyMap<number, string>
  readonly nodes: readonly NodeState[]
}

const EMPTY: ForkForm = {
  run: 0,
  tick: undefined,
  brain: 'house:momentum',
  prompt: '',
  name: '',
  spendCap: DEFAULT_SPEND_CAP,
}

/** The panel "Fork": whose life goes on from where by which mind, and what came of it. */
export class ForkState {
  readonly #client: Pick<ReplayClient, 'fork' | 'stopFork'>
  readonly #context: () => ForkContext
  #form = $state.raw<ForkForm>(EMPTY)
  #tried = $state.raw(false)
  #running = $state.raw(false)
  #stopping = $state.raw(false)
  #answer = $state.raw<ForkAnswer | undefined>(undefined)
  #problem = $state.raw('')

  readonly #options = $derived.by(() => brainOptions(this.#context().nodes))
  readonly #decisions = $derived.by(() =>
    this.#context().decisions.filter(({ run }) => run === this.#form.run),
  )
  readonly #givenName = $derived.by(() =>
    givenName(this.#context().names.get(this.#form.run) ?? 'Agent', this.#form.brain, this.#options),
  )
  readonly #checked = $derived.by(() => checkFork(this.#form, this.#context().nodes, this.#givenName))

  constructor(client: Pick<ReplayClient, 'fork' | 'stopFork'>, context: () => ForkContext) {
    this.#client = client
    this.#context = context
    this.chooseRun([...context().names.keys()][0] ?? 0)
  }

  get form(): ForkForm {
    return this.#form
  }
  get options(): ReturnType<typeof brainOptions> {
    return this.#options
  }
  /** Of the chosen agent. */
  get decisions(): readonly DecisionMark[] {
    return this.#decisions
  }
  /** How it is called unless it is given another name. */
  get givenName(): string {
    return this.#givenName
  }
  get callsModel(): boolean {
    return callsModel(this.#form.brain)
  }
  /** Decisions that are made anew. */
  get count(): number {
    const { tick } = this.#form
    return tick === undefined ? 0 : this.#decisions.filter((mark) => mark.tick >= tick).length
  }
  /** Sentences beside the fields, from the first attempt on. */
  get errors(): ForkErrors {
    return this.#tried && !this.#checked.ok ? this.#checked.error : {}
  }
  get running(): boolean {
    return this.#running
  }
  get stopping(): boolean {
    return this.#stopping
  }
  /** The latest, until the next one comes. */
  get answer(): ForkAnswer | undefined {
    return this.#answer
  }
  /** Why there is no answer, a sentence; empty when there is. */
  get problem(): string {
    return this.#problem
  }

  set(change: Partial<Omit<ForkForm, 'run'>>): void {
    this.#form = { ...this.#form, ...change }
  }

  /** Another agent, from about the same moment. */
  chooseRun(run: number): void {
    const decisions = this.#context().decisions.filter((mark) => mark.run === run)
    this.#form = { ...this.#form, run, tick: decisionAt(decisions, this.#form.tick ?? 0) }
  }

  /** From the decision at the tick on show. */
  chooseMoment(tick: number): void {
    this.set({ tick: decisionAt(this.#decisions, tick) })
  }

  /** Lives on, and answers whether it could be asked at all. Never throws. */
  async liveOn(): Promise<boolean> {
    this.#tried = true
    if (!this.#checked.ok || this.#running) return this.#checked.ok
    this.#running = true
    this.#problem = ''
    try {
      const answer = await this.#client.fork(this.#checked.value)
      this.#answer = answer.ok ? answer.value : undefined
      this.#problem = answer.ok ? '' : answer.error
    } catch (error) {
      this.#problem = failure('The other life could not be lived.', error).text
    } finally {
      this.#running = false
      this.#stopping = false
    }
    return true
  }

  /** Ends it where it is; what it has is still shown. Never throws. */
  async stop(): Promise<void> {
    if (!this.#running) return
    this.#stopping = true
    await this.#client.stopFork().catch((error: unknown) => {
      this.#problem = failure('The other life could not be stopped.', error).text
    })
  }
}
