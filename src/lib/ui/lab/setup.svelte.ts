import { type Result, err } from '../../core/result'
import { RISK_FIELDS, type RiskField } from '../../core/risk-rules'
import type {
  BacktestSetup,
  Dataset,
  ParameterSpec,
  ParameterValues,
  StrategyChoice,
  StrategyView,
} from '../../../workers/api/lab'
import { type RiskChoice, withChoice, withText } from '../risk-form/risk-form'
import { DAY_MS, addableTo, commonExtent, dayText, parseDay } from './dataset-text'
import { parameterText } from './figure-text'
import { firstParameters } from './first-parameters'
import type { AgentDesk } from './agent.svelte'
import type { Lab } from './lab.svelte'
import type { OwnDesk } from './own.svelte'
import { INITIAL_FORM, type SetupErrors, type SetupForm, checkSetup } from './setup-form'
import { misfitOf } from './setup-text'
import { type StrategyKey, firstKey, keyOf, parseKey } from './strategy-keys'

/** Days a language model is led through unless more are asked for, and from where on they are too many. */
const FEW_DAYS = 4
const MANY_DAYS = 14

/** The form "Backtest". Mistakes show once somebody asked to run it, and go as they are mended. */
export class SetupState {
  readonly #lab: Lab
  readonly #own: OwnDesk
  readonly #agent: AgentDesk
  #form = $state.raw<SetupForm>(INITIAL_FORM)
  #strict = $state.raw(false)
  #busy = $state.raw(false)
  #answer = $state.raw('')
  readonly #checked = $derived.by(() => this.#check())

  constructor(lab: Lab, own: OwnDesk, agent: AgentDesk) {
    this.#lab = lab
    this.#own = own
    this.#agent = agent
  }

  get form(): SetupForm {
    return this.#form
  }
  get errors(): SetupErrors {
    return this.#strict && !this.#checked.ok ? this.#checked.error : {}
  }
  /** A limit of the risk rules is among the mistakes. */
  get faultyRisk(): boolean {
    return RISK_FIELDS.some(({ field }) => this.errors[field] !== undefined)
  }
  get key(): StrategyKey | undefined {
    return parseKey(this.#form.strategy)
  }
  /** Of a strategy that is listed. */
  get listed(): StrategyView | undefined {
    const { key } = this
    if (key?.type !== 'listed') return undefined
    return this.#lab.opened?.strategies.find(({ id }) => id === key.id)
  }
  get parameters(): readonly ParameterSpec[] {
    return this.key?.type === 'own' ? (this.#own.checked?.parameters ?? []) : (this.listed?.parameters ?? [])
  }
  get chosen(): readonly Dataset[] {
    return this.#form.datasets.flatMap((id) => this.#lab.datasets.find((dataset) => dataset.id === id) ?? [])
  }
  /** What may be tested together with what is chosen. */
  get addable(): readonly Dataset[] {
    return addableTo(this.chosen, this.#lab.datasets)
  }
  /** A match's prices are being put into the library. */
  get busy(): boolean {
    return this.#busy
  }
  /** Why they could not be; else empty. */
  get answer(): string {
    return this.#answer
  }

  /** As it first stands, once the library is open; what was deleted since is let go. */
  settle(): void {
    const { opened, datasets } = this.#lab
    if (opened === undefined) return
    const there = this.#form.datasets.filter((id) => datasets.some((dataset) => dataset.id === id))
    if (there.length === 0 || there.length !== this.#form.datasets.length) {
      const first = there[0] ?? datasets[0]?.id
      this.#choose(there.length > 0 ? there : first === undefined ? [] : [first])
    }
    if (this.#form.strategy === '') this.chooseStrategy(firstKey(opened))
  }

  set<Field extends keyof SetupForm>(field: Field, value: SetupForm[Field]): void {
    this.#form = { ...this.#form, [field]: value }
  }
  setParameter(name: string, text: string): void {
    this.set('parameters', { ...this.#form.parameters, [name]: text })
  }
  setParameters(values: ParameterValues): void {
    const texts = Object.entries(values).map(([name, value]) => [name, parameterText(value)] as const)
    this.set('parameters', { ...this.#form.parameters, ...Object.fromEntries(texts) })
  }
  chooseRisk(choice: RiskChoice): void {
    this.set('risk', withChoice(this.#form.risk, choice))
  }
  setRisk(field: RiskField, text: string): void {
    this.set('risk', withText(this.#form.risk, field, text))
  }

  chooseData(id: string): void {
    this.#choose([id])
  }
  addData(id: string): void {
    this.#choose([...this.#form.datasets, id])
  }
  removeData(id: string): void {
    this.#choose(this.#form.datasets.filter((other) => other !== id))
  }

  /** All the days that the chosen ones have in common. */
  #choose(ids: readonly string[]): void {
    this.set('datasets', ids)
    this.wholeRange()
  }
  wholeRange(): void {
    const extent = commonExtent(this.chosen)
    if (extent === undefined) return
    this.#form = { ...this.#form, from: dayText(extent.from), to: dayText(extent.to - 1) }
  }

  chooseStrategy(text: string): void {
    const key = parseKey(text)
    if (key === undefined) return
    this.#form = { ...this.#form, strategy: text, parameters: {} }
    if (this.listed !== undefined)
      this.set('parameters', firstParameters(this.listed, this.chosen[0]?.granularity))
    this.#answer = ''
    if (key.type === 'own') this.#own.show(key.name)
    if (key.type === 'recorded') void this.#useMatch(key.matchId)
    if (key.type === 'agent') this.#fewDays()
  }

  /** Every decision of a language model is paid for: the last days are enough to begin with. */
  #fewDays(): void {
    const extent = commonExtent(this.chosen)
    const [from, to] = [parseDay(this.#form.from), parseDay(this.#form.to)]
    if (extent === undefined || from === undefined || to === undefined || to - from < MANY_DAYS * DAY_MS)
      return
    this.set('from', dayText(Math.max(extent.from, to - (FEW_DAYS - 1) * DAY_MS)))
  }

  /** Its decisions make sense on its own prices. */
  async #useMatch(matchId: string): Promise<void> {
    this.#busy = true
    const bars = await this.#lab.client.barsOfMatch(matchId)
    await this.#lab.reloadDatasets()
    this.#busy = false
    if (!bars.ok) this.#answer = bars.error
    else this.#choose(bars.value.map(({ id }) => id))
  }

  /** What the form says now, if nothing is wrong with it. */
  get checked(): BacktestSetup | undefined {
    return this.#checked.ok ? this.#checked.value : undefined
  }

  /** The form as a setup; otherwise its mistakes begin to show. */
  ask(): Result<BacktestSetup, SetupErrors> {
    this.#strict = true
    return this.#checked
  }

  /** Puts the setup of a run into the form. */
  load(setup: BacktestSetup, form: SetupForm): void {
    this.#form = form
    if (setup.strategy.type === 'own')
      this.#own.load({ name: setup.strategy.name, code: setup.strategy.code })
    if (setup.strategy.type === 'agent') this.#agent.load(setup.strategy)
  }

  #check(): Result<BacktestSetup, SetupErrors> {
    const { opened, datasets } = this.#lab
    if (opened === undefined) return err({})
    return checkSetup(this.#form, {
      datasets,
      coinbaseFees: opened.coinbaseFees,
      parameters: this.parameters,
      strategy: this.#strategy(),
      faults: this.#faults(),
      misfit: misfitOf(this.listed, this.chosen[0]),
    })
  }

  #faults(): SetupErrors | undefined {
    const asked = this.#asked()
    if (asked?.ok === false) return asked.error
    return this.key?.type === 'own' ? { strategy: 'Its code is not in order yet.' } : undefined
  }

  #asked(): ReturnType<AgentDesk['check']> | undefined {
    return this.key?.type === 'agent' ? this.#agent.check(this.key.brain) : undefined
  }

  #strategy(): ((parameters: ParameterValues) => StrategyChoice) | undefined {
    const { key, listed } = this
    const asked = this.#asked()
    if (asked !== undefined) return asked.ok ? () => asked.value : undefined
    if (key?.type === 'recorded') return this.#recorded(key)
    if (key?.type === 'own') {
      const { code, checked } = this.#own
      const name = checked?.name
      return name === undefined ? undefined : (parameters) => ({ type: 'own', name, code, parameters })
    }
    return listed === undefined
      ? undefined
      : (parameters) => ({ type: 'listed', id: listed.id, parameters: { ...parameters } })
  }

  #recorded(key: Extract<StrategyKey, { type: 'recorded' }>): (() => StrategyChoice) | undefined {
    const wanted = keyOf(key)
    const found = this.#lab.opened?.recorded.find(
      ({ matchId, run }) => keyOf({ type: 'recorded', matchId, run }) === wanted,
    )
    if (found === undefined) return undefined
    const { matchId, run, name } = found
    return () => ({ type: 'recorded', matchId, run, name })
  }
}
