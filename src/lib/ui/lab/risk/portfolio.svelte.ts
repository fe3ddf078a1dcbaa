import type { RiskField } from '../../../core/risk-rules'
import type { Result } from '../../../core/result'
import type { Dataset, RiskRequest } from '../../../../workers/api/lab'
import type { MatchView } from '../../../../workers/api/view'
import { clockText } from '../../time-format'
import { addableTo, commonExtent, dayText, goesWith } from '../dataset-text'
import { DEMO_SEED, type Lab } from '../lab.svelte'
import { type AgentOption, agentOptions, holdingsOf } from './agent-holdings'
import { INITIAL_PORTFOLIO, type PortfolioErrors, type PortfolioForm, checkPortfolio } from './portfolio-form'

/** What a person begins with: one of the first product there is. */
const FIRST_QUANTITY = '1'
/** Further products that made-up bars can be had of. */
const MORE_DEMO = ['ETH-USD', 'SOL-USD']

/** The form "Portfolio". Its mistakes show at once: nobody presses a button for what follows from it. */
export class PortfolioState {
  readonly #lab: Lab
  readonly #match: () => MatchView | undefined
  #form = $state.raw<PortfolioForm>(INITIAL_PORTFOLIO)
  #busy = $state.raw(false)
  #problem = $state.raw('')
  #note = $state.raw('')
  readonly #checked = $derived.by(() =>
    checkPortfolio(this.#form, { datasets: this.#lab.datasets, runs: this.#lab.runs }),
  )

  /** @param match the match on show in the arena */
  constructor(lab: Lab, match: () => MatchView | undefined) {
    this.#lab = lab
    this.#match = match
  }

  get form(): PortfolioForm {
    return this.#form
  }
  get errors(): PortfolioErrors {
    return this.#checked.ok ? {} : this.#checked.error
  }
  /** Undefined while something in the form is wrong. */
  get request(): RiskRequest | undefined {
    return this.#checked.ok ? this.#checked.value : undefined
  }
  get chosen(): readonly Dataset[] {
    return this.#form.holdings.flatMap(
      ({ dataset }) => this.#lab.datasets.find(({ id }) => id === dataset) ?? [],
    )
  }
  /** Ids of what could be traded in it. */
  get products(): readonly string[] {
    const { source, run } = this.#form
    if (source === 'holdings') return this.chosen.map(({ spec }) => spec.id)
    return this.#lab.runs.find(({ id }) => id === run)?.products ?? []
  }
  /** What may be held together with what is chosen. */
  get addable(): readonly Dataset[] {
    return addableTo(this.chosen, this.#lab.datasets)
  }
  /** Products whose made-up bars would go with those that are chosen. */
  get demoable(): readonly string[] {
    const [first] = this.chosen
    if (first?.source !== 'demo') return []
    const there = this.#lab.datasets.filter((dataset) => goesWith(first, dataset) || dataset === first)
    return MORE_DEMO.filter((product) => there.every(({ spec }) => spec.id !== product))
  }
  /** Whose holdings can be taken over. */
  get agents(): readonly AgentOption[] {
    return agentOptions(this.#match())
  }
  /** Bars are being put into the library. */
  get busy(): boolean {
    return this.#busy
  }
  /** Why they could not be; else empty. */
  get problem(): string {
    return this.#problem
  }
  /** Whose holdings these are; else empty. */
  get note(): string {
    return this.#note
  }

  /** As it first stands, once the library is open; what was deleted since is let go. */
  settle(): void {
    const { opened, datasets, runs } = this.#lab
    if (opened === undefined) return
    const { holdings, run } = this.#form
    const there = holdings.filter(({ dataset }) => datasets.some(({ id }) => id === dataset))
    const [first] = datasets
    if (there.length === 0 && first !== undefined) this.chooseData(first.id)
    else if (there.length !== holdings.length) this.#hold(there)
    const still = runs.find(({ id }) => id === run) ?? runs[0]
    if (run !== (still?.id ?? '')) this.#change({ run: still?.id ?? '' })
  }

  set<Field extends 'source' | 'cash' | 'from' | 'to' | 'run'>(
    field: Field,
    value: PortfolioForm[Field],
  ): void {
    this.#change({ [field]: value })
  }
  setMeasure(field: RiskField, text: string): void {
    this.#change({ measure: { ...this.#form.measure, [field]: text } })
  }
  setQuantity(index: number, quantity: string): void {
    const holdings = this.#form.holdings.map((held, other) =>
      other === index ? { ...held, quantity } : held,
    )
    this.#change({ holdings })
  }

  /** Begins anew with this product: it fixes source and granularity. */
  chooseData(id: string): void {
    this.#hold([{ dataset: id, quantity: FIRST_QUANTITY }])
  }
  addData(id: string): void {
    this.#hold([...this.#form.holdings, { dataset: id, quantity: FIRST_QUANTITY }])
  }
  removeData(id: string): void {
    this.#hold(this.#form.holdings.filter(({ dataset }) => dataset !== id))
  }

  /** Bars made up like those that are there, of another product. */
  async addDemo(product: string): Promise<void> {
    const [first] = this.chosen
    const range = first && commonExtent([first])
    if (first === undefined || range === undefined) return
    const { granularity } = first
    const made = await this.#bars(() =>
      this.#lab.client.makeDemo({ product, granularity, range, seed: DEMO_SEED }),
    )
    if (made !== undefined) this.addData(made.id)
  }

  /** Fills in what an agent of the match on show holds now, on that match's own prices. */
  async takeAgent(run: number): Promise<void> {
    const view = this.#match()
    if (view === undefined) return
    const bars = await this.#bars(() => this.#lab.client.barsOfMatch(view.match.id))
    const held = bars && holdingsOf(view, run, bars)
    if (held === undefined) return
    this.#change({ source: 'holdings', cash: held.cash })
    this.#hold(held.holdings)
    const { name, without } = held
    const gone = without.length > 0 ? ` There are no bars of ${without.join(', ')} yet: left out.` : ''
    this.#note = `Holdings of ${name} at ${clockText(view.match.matchTime)}.${gone}`
  }

  async #bars<T>(job: () => Promise<Result<T, string>>): Promise<T | undefined> {
    if (this.#busy) return undefined
    this.#busy = true
    this.#problem = ''
    const answer = await job()
    if (answer.ok) await this.#lab.reloadDatasets()
    else this.#problem = answer.error
    this.#busy = false
    return answer.ok ? answer.value : undefined
  }

  /** All the days that the products have in common. */
  #hold(holdings: PortfolioForm['holdings']): void {
    this.#note = ''
    this.#change({ holdings })
    const extent = commonExtent(this.chosen)
    if (extent !== undefined) this.#change({ from: dayText(extent.from), to: dayText(extent.to - 1) })
  }

  #change(change: Partial<PortfolioForm>): void {
    this.#form = { ...this.#form, ...change }
  }
}
