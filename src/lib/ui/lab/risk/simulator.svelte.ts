import type { SimulationReport, SimulationRequest } from '../../../../workers/api/lab'
import { type Answer, success } from '../../answer'
import type { Lab } from '../lab.svelte'
import type { PortfolioState } from './portfolio.svelte'
import {
  INITIAL_SIMULATION,
  type SimulationErrors,
  type SimulationForm,
  checkSimulation,
} from './simulation-form'
import { type ReportFormat, reportFile } from './report-file'
import { type SourceNames, sourceText } from './source-text'

export interface FinishedSimulation {
  readonly request: SimulationRequest
  readonly report: SimulationReport
  /** What the returns are of, in words. */
  readonly source: string
}

/** The form "Monte Carlo" and what came of it, of the portfolio that the other form says. */
export class Simulator {
  readonly #lab: Lab
  readonly #portfolio: PortfolioState
  readonly #save: (name: string, blob: Blob) => void
  #form = $state.raw<SimulationForm>(INITIAL_SIMULATION)
  #strict = $state.raw(false)
  #finished = $state.raw<FinishedSimulation | undefined>(undefined)
  #problem = $state.raw('')
  #answer = $state.raw<Answer | undefined>(undefined)
  readonly #checked = $derived.by(() => checkSimulation(this.#form))

  constructor(lab: Lab, portfolio: PortfolioState, save: (name: string, blob: Blob) => void) {
    this.#lab = lab
    this.#portfolio = portfolio
    this.#save = save
  }

  get form(): SimulationForm {
    return this.#form
  }
  /** From the first attempt on. */
  get errors(): SimulationErrors {
    return this.#strict && !this.#checked.ok ? this.#checked.error : {}
  }
  get finished(): FinishedSimulation | undefined {
    return this.#finished
  }
  /** Why there is no new result; else empty. */
  get problem(): string {
    return this.#problem
  }
  /** What became of an export. */
  get answer(): Answer | undefined {
    return this.#answer
  }

  set<Field extends keyof SimulationForm>(field: Field, value: SimulationForm[Field]): void {
    this.#form = { ...this.#form, [field]: value }
  }

  async run(): Promise<void> {
    this.#strict = true
    this.#problem = ''
    const source = this.#portfolio.request?.source
    if (source === undefined) this.#problem = 'Something in the form “Portfolio” is not right yet.'
    if (source === undefined || !this.#checked.ok) return
    const request: SimulationRequest = { source, settings: this.#checked.value }
    const names: SourceNames = { datasets: this.#lab.datasets, runs: this.#lab.runs }
    const report = await this.#lab.doing('simulate', () => this.#lab.client.simulate(request))
    if (report === undefined) return
    if (!report.ok) {
      this.#problem = report.error
      return
    }
    this.#finished = { request, report: report.value, source: sourceText(source, names) }
    this.#answer = undefined
  }

  export(format: ReportFormat): void {
    if (this.#finished === undefined) return
    const { name, blob } = reportFile(this.#finished, format)
    this.#save(name, blob)
    this.#answer = success(`${name} is among your downloads.`)
  }
}
