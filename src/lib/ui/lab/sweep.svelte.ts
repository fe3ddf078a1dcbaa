import type { ParameterSpec, ParameterValues, SweepReport, SweepRequest } from '../../../workers/api/lab'
import { riskParameter, unitsOf, withoutRisk } from '../../core/risk-parameter'
import { writtenLimit } from '../../core/limit-text'
import { axisSpecs } from './axis-options'
import type { Lab } from './lab.svelte'
import { checkParameter } from './setup-form'
import type { SetupState } from './setup.svelte'
import {
  type AxisForm,
  INITIAL_SWEEP,
  type SweepErrors,
  type SweepForm,
  axisFor,
  checkSweep,
} from './sweep-form'

/** As many as a heat map has. */
const FIRST_AXES = 2
/** Where a strategy has nothing of its own to vary. */
const FIRST_LIMIT = 'risk:trailingStopBasisPoints'

export interface FinishedSweep {
  readonly request: SweepRequest
  readonly report: SweepReport
}

/** The section "Sweep": many sets of parameters of what stands in the form "Backtest". */
export class Sweeper {
  readonly #lab: Lab
  readonly #setup: SetupState
  #form = $state.raw<SweepForm>(INITIAL_SWEEP)
  #strict = $state.raw(false)
  #finished = $state.raw<FinishedSweep | undefined>(undefined)
  #problem = $state.raw('')
  /** Whose parameters the axes are. */
  #strategy = $state.raw('')
  readonly #checked = $derived.by(() => checkSweep(this.#form, this.specs))

  constructor(lab: Lab, setup: SetupState) {
    this.#lab = lab
    this.#setup = setup
  }

  get form(): SweepForm {
    return this.#form
  }
  /** All that may be varied: the strategy's parameters, and the limits it runs under. */
  get specs(): readonly ParameterSpec[] {
    const { listed } = this.#setup
    return listed === undefined ? [] : axisSpecs(listed.parameters)
  }
  get errors(): SweepErrors {
    return this.#strict && !this.#checked.ok ? this.#checked.error : {}
  }
  /** Backtests to be made; undefined while the form has mistakes. */
  get runs(): number | undefined {
    return this.#checked.ok ? this.#checked.value.runs : undefined
  }
  get finished(): FinishedSweep | undefined {
    return this.#finished
  }
  /** Why there is no result; else empty. */
  get problem(): string {
    return this.#problem
  }
  /** Parameters that no axis varies yet. */
  get free(): readonly ParameterSpec[] {
    return this.specs.filter(({ name }) => this.#form.axes.every(({ parameter }) => parameter !== name))
  }

  /** Fresh axes when another strategy was chosen. */
  settle(): void {
    const { strategy } = this.#setup.form
    if (strategy === this.#strategy) return
    this.#strategy = strategy
    const own = this.#setup.listed?.parameters ?? []
    const first =
      own.length > 0 ? own.slice(0, FIRST_AXES) : this.specs.filter(({ name }) => name === FIRST_LIMIT)
    this.set(
      'axes',
      first.map((spec) => this.#axisOf(spec)),
    )
  }

  set<Field extends keyof SweepForm>(field: Field, value: SweepForm[Field]): void {
    this.#form = { ...this.#form, [field]: value }
  }
  addAxis(): void {
    const [next] = this.free
    if (next !== undefined) this.set('axes', [...this.#form.axes, this.#axisOf(next)])
  }
  removeAxis(index: number): void {
    this.set(
      'axes',
      this.#form.axes.filter((_, other) => other !== index),
    )
  }
  setAxis(index: number, change: Partial<AxisForm>): void {
    const spec = this.specs.find(({ name }) => name === change.parameter)
    const next = spec === undefined ? change : this.#axisOf(spec)
    this.set(
      'axes',
      this.#form.axes.map((axis, other) => (other === index ? { ...axis, ...next } : axis)),
    )
  }

  /** Around what stands in the form. */
  #axisOf(spec: ParameterSpec): AxisForm {
    const { parameters, risk } = this.#setup.form
    const limit = riskParameter(spec.name)?.spec
    if (limit?.unit === 'choice')
      return { parameter: spec.name, from: '1', to: String(spec.max), steps: String(spec.max) }
    const value = checkParameter(spec, limit === undefined ? parameters[spec.name] : risk.texts[limit.field])
    return axisFor(spec, value.ok ? value.value : spec.initial)
  }

  async run(): Promise<void> {
    this.#strict = true
    this.#problem = ''
    const setup = this.#setup.ask()
    if (!setup.ok) this.#problem = 'Something in the form under “Backtest” is not right yet.'
    if (!setup.ok || !this.#checked.ok) return
    const { strategy } = setup.value
    if (strategy.type !== 'listed') {
      this.#problem = 'Only listed strategies can be swept.'
      return
    }
    const { axes, search, goal, split } = this.#checked.value
    const request: SweepRequest = { setup: { ...setup.value, strategy }, axes, search, goal, split }
    const report = await this.#lab.doing('sweep', () => this.#lab.client.sweep(request))
    if (report === undefined) return
    if (report.ok) this.#finished = { request, report: report.value }
    else this.#problem = report.error
  }

  /** Puts a set into the form "Backtest". */
  use(parameters: ParameterValues): void {
    this.#setup.setParameters(withoutRisk(parameters))
    for (const [name, value] of Object.entries(parameters)) {
      const spec = riskParameter(name)?.spec
      if (spec !== undefined) this.#setup.setRisk(spec.field, writtenLimit(spec, unitsOf(spec, value)))
    }
  }
}
