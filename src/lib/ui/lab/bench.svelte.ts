import type { AgentEstimate, BacktestSetup, RunFormat, RunVerdict, RunView } from '../../../workers/api/lab'
import type { Result } from '../../core/result'
import { type Answer, failure, success } from '../answer'
import { compared } from './compare'
import { formOfSetup } from './form-of-setup'
import type { Lab, Work } from './lab.svelte'
import type { OwnDesk } from './own.svelte'
import { RuleDesk } from './rule-worth.svelte'
import type { SetupState } from './setup.svelte'

const MOST_COMPARED = 6

interface Offer {
  /** The setup it is for. */
  readonly text: string
  readonly estimate: AgentEstimate
}

/** Runs backtests, and holds the one on show and those that are compared. */
export class Bench {
  /** Of the run on show. */
  readonly rules: RuleDesk
  readonly #lab: Lab
  readonly #setup: SetupState
  readonly #own: OwnDesk
  readonly #save: (name: string, blob: Blob) => void
  #view = $state.raw<RunView | undefined>(undefined)
  #verdict = $state.raw<RunVerdict | undefined>(undefined)
  #answer = $state.raw<Answer | undefined>(undefined)
  #problem = $state.raw('')
  #ticked = $state.raw<readonly string[]>([])
  #compared = $state.raw<readonly RunView[]>([])
  #offer = $state.raw<Offer | undefined>(undefined)

  constructor(lab: Lab, setup: SetupState, own: OwnDesk, save: (name: string, blob: Blob) => void) {
    this.#lab = lab
    this.rules = new RuleDesk(lab)
    this.#setup = setup
    this.#own = own
    this.#save = save
  }

  /** The run on show. */
  get view(): RunView | undefined {
    return this.#view
  }
  /** Of the run on show, once it was verified. */
  get verdict(): RunVerdict | undefined {
    return this.#verdict
  }
  /** What became of an export or a verification. */
  get answer(): Answer | undefined {
    return this.#answer
  }
  /** Why there is no new result; else empty. */
  get problem(): string {
    return this.#problem
  }
  /** Runs that are to be compared. */
  get ticked(): readonly string[] {
    return this.#ticked
  }
  get canTick(): boolean {
    return this.#ticked.length < MOST_COMPARED
  }
  get compared(): readonly RunView[] {
    return this.#compared
  }
  /** What the form would cost, to be agreed to; gone as soon as the form says something else. */
  get offer(): AgentEstimate | undefined {
    const now = this.#setup.checked
    return now !== undefined && this.#offer?.text === textOf(now) ? this.#offer.estimate : undefined
  }

  /** Runs what the form says. */
  async run(): Promise<void> {
    this.#problem = ''
    if (this.#setup.key?.type === 'own' && this.#own.checked === undefined && !(await this.#own.check())) {
      this.#problem = 'The strategy’s code is not in order yet.'
      return
    }
    const setup = this.#setup.ask()
    if (!setup.ok) {
      this.#problem = 'Something in the form is not right yet.'
      return
    }
    if (setup.value.strategy.type === 'agent') await this.#estimate(setup.value)
    else await this.#run(setup.value)
  }

  /** Runs what was offered, and spends. */
  async accept(): Promise<void> {
    const setup = this.#setup.checked
    if (this.offer === undefined || setup === undefined) return
    this.#offer = undefined
    await this.#run(setup)
  }

  decline(): void {
    this.#offer = undefined
  }

  async #estimate(setup: BacktestSetup): Promise<void> {
    this.#offer = undefined
    const estimate = await this.#lab.doing('estimate', () => this.#lab.client.estimateAgent(setup))
    if (estimate === undefined) return
    if (estimate.ok) this.#offer = { text: textOf(setup), estimate: estimate.value }
    else this.#problem = estimate.error
  }

  async #run(setup: BacktestSetup): Promise<void> {
    await this.#bring('run', () => this.#lab.client.run(setup))
  }

  async open(id: string): Promise<void> {
    this.#problem = ''
    await this.#bring('open', () => this.#lab.client.showRun(id))
  }

  /** A result file of anybody. */
  async openFile(file: Blob, name: string): Promise<void> {
    this.#problem = ''
    await this.#bring('open', () => this.#lab.client.openRun(file, name))
  }

  /** Puts a run on show; the work is done once it stands among the others, too. */
  async #bring(work: Work, find: () => Promise<Result<RunView, string>>): Promise<void> {
    await this.#lab.doing(work, async () => {
      const run = await find()
      if (!run.ok) {
        this.#problem = run.error
        return
      }
      this.#view = run.value
      this.#verdict = undefined
      this.#answer = undefined
      await this.#lab.reloadRuns()
    })
  }

  /** The setup of the run on show, back into the form. */
  reuse(): void {
    if (this.#view !== undefined) this.#setup.load(this.#view.setup, formOfSetup(this.#view.setup))
  }

  async verify(): Promise<void> {
    const id = this.#view?.summary.id
    if (id === undefined) return
    this.#verdict = undefined
    const verdict = await this.#lab.doing('verify', () => this.#lab.client.verifyRun(id))
    if (verdict === undefined || this.#view?.summary.id !== id) return
    if (verdict.ok) this.#verdict = verdict.value
    else this.#answer = { good: false, text: verdict.error }
  }

  async export(format: RunFormat): Promise<void> {
    const id = this.#view?.summary.id
    if (id === undefined) return
    const file = await this.#lab.doing('export', () => this.#lab.client.exportRun(id, format))
    if (file === undefined) return
    if (!file.ok) {
      this.#answer = { good: false, text: file.error }
      return
    }
    this.#save(file.value.name, file.value.blob)
    this.#answer = success(`${file.value.name} is among your downloads. ${file.value.notice}`.trim())
  }

  /** @param draw undefined where the browser makes no picture */
  async savePicture(name: string, draw: () => Promise<Blob | undefined>): Promise<void> {
    try {
      const blob = await draw()
      if (blob !== undefined) this.#save(name, blob)
      this.#answer =
        blob === undefined
          ? { good: false, text: 'This browser could not draw the picture.' }
          : success(`${name} is among your downloads.`)
    } catch (error) {
      this.#answer = failure('The picture could not be drawn.', error)
    }
  }

  tick(id: string, on: boolean): void {
    const others = this.#ticked.filter((other) => other !== id)
    this.#ticked = on && this.canTick ? [...others, id] : others
  }

  async compare(): Promise<void> {
    this.#problem = ''
    const views = await this.#lab.doing('open', () =>
      Promise.all(this.#ticked.map((id) => this.#lab.client.showRun(id))),
    )
    if (views === undefined) return
    const missing = views.find((view) => !view.ok)
    if (missing?.ok === false) this.#problem = missing.error
    else this.#compared = compared(views.flatMap((view) => (view.ok ? [view.value] : [])))
  }

  stopComparing(): void {
    this.#compared = []
  }

  async remove(id: string): Promise<void> {
    await this.#lab.deleteRun(id)
    this.tick(id, false)
    this.#compared = this.#compared.filter(({ summary }) => summary.id !== id)
    if (this.#view?.summary.id === id) this.#view = undefined
  }
}

/** Equal for setups that say the same. */
function textOf(setup: BacktestSetup): string {
  return JSON.stringify(setup, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
