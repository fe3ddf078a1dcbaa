import { type Result, err } from '../../core/result'
import { RISK_FIELDS, type RiskField } from '../../core/risk-rules'
import type { RosterBook } from '../../../workers/api/agents'
import type { NewMatchRequest } from '../../../workers/api/match'
import type { ListedSource, ProductListing } from '../../../workers/api/feed'
import { type AgentChoice, HOUSE_PROFILES, choicesOf, usesModels } from './agent-choices'
import type { LimitName } from './model-limits'
import { DEFAULT_FORM, type FieldErrors, type MatchForm, checkMatchForm, checkProducts } from './form'
import { type RiskChoice, withChoice, withText } from '../risk-form/risk-form'
import { idFromText, idsOf, searchProducts } from './product-search'

const SUGGESTIONS = 60
const NO_AGENTS = 'You have no agents of your own; these are the house agents.'

type Listed = Result<readonly ProductListing[], string>

/** What the dialog asks for. */
export interface MatchFormSources {
  readonly listProducts: (source: ListedSource) => Promise<Listed>
  readonly roster: () => Promise<RosterBook>
}

/** The state of one open "New match" dialog. */
export class MatchFormState {
  #form = $state.raw<MatchForm>(DEFAULT_FORM)
  readonly #sources: MatchFormSources
  /** Set from the first time the roster is asked for. */
  #rosterAsked: Promise<void> | undefined
  #rosterReady = $state.raw(false)
  #rosterNotice = $state.raw('')
  /** What each source answered; a source not asked yet, or not done answering, is missing. */
  #lists = $state.raw<Partial<Record<ListedSource, Listed>>>({})
  #search = $state.raw('')
  #tried = $state.raw(false)
  #answer = $state.raw('')
  #limitsOpen = $state.raw(false)

  readonly #list = $derived(this.#lists[this.#form.source])
  readonly #listings = $derived(this.#list?.ok === true ? this.#list.value : undefined)
  readonly #known = $derived(this.#listings === undefined ? undefined : idsOf(this.#listings))
  readonly #checked = $derived(checkMatchForm(this.#form, this.#known))
  readonly #suggestions = $derived(searchProducts(this.#listings ?? [], this.#search, SUGGESTIONS))

  constructor(initial: Partial<MatchForm>, sources: MatchFormSources) {
    this.#form = { ...DEFAULT_FORM, ...initial }
    this.#sources = sources
  }

  get form(): MatchForm {
    return this.#form
  }
  /** Sentences beside the fields, from the first attempt to start on. */
  get errors(): FieldErrors {
    return this.#tried && !this.#checked.ok ? this.#checked.error : {}
  }
  /** Whether {@link form} has the saved agents, or those of the house in their place. */
  get rosterReady(): boolean {
    return this.#rosterReady
  }
  /** Why the agents are not the saved ones; empty when they are. */
  get rosterNotice(): string {
    return this.#rosterNotice
  }
  /** A language model is among the agents chosen. */
  get usesModels(): boolean {
    return usesModels(this.#form.agents)
  }
  get suggestions(): readonly ProductListing[] {
    return this.#suggestions
  }
  /** Why there is no list of markets to choose from; empty when there is or when it is on its way. */
  get listProblem(): string {
    return this.#list?.ok === false ? this.#list.error : ''
  }
  get listed(): boolean {
    return this.#listings !== undefined
  }
  /** Whether the fields of the risk rules are on show. */
  get limitsOpen(): boolean {
    return this.#limitsOpen
  }
  set limitsOpen(isOpen: boolean) {
    this.#limitsOpen = isOpen
  }
  get search(): string {
    return this.#search
  }
  set search(text: string) {
    this.#search = text
  }
  /** What the arena answered to the last attempt; empty when nothing went wrong. */
  get answer(): string {
    return this.#answer
  }

  set<Field extends keyof MatchForm>(field: Field, value: MatchForm[Field]): void {
    this.#form = { ...this.#form, [field]: value }
    if (field === 'source') void this.loadListings()
  }

  /** @param id the agent's, of which so many are wanted */
  setCount(id: string, count: string): void {
    const change = (choice: AgentChoice) => (choice.agent.id === id ? { ...choice, count } : choice)
    this.set('agents', this.#form.agents.map(change))
  }

  setLimit(name: LimitName, text: string): void {
    this.set('limits', { ...this.#form.limits, [name]: text })
  }

  /** A named set of risk rules, or those in the fields, which are then shown. */
  chooseRisk(choice: RiskChoice): void {
    this.set('risk', withChoice(this.#form.risk, choice))
    if (choice === 'own') this.#limitsOpen = true
  }

  setRisk(field: RiskField, text: string): void {
    this.set('risk', withText(this.#form.risk, field, text))
  }

  /** Reads the saved agents, once; house agents stand in where they cannot be had. Never throws. */
  loadRoster(): Promise<void> {
    this.#rosterAsked ??= this.#readRoster()
    return this.#rosterAsked
  }

  async #readRoster(): Promise<void> {
    try {
      const { agents, notice } = await this.#sources.roster()
      this.#rosterNotice = agents.length > 0 ? notice : NO_AGENTS
      this.set('agents', choicesOf(agents.length > 0 ? agents : HOUSE_PROFILES))
    } catch {
      this.#rosterNotice = 'Your agents could not be read; these are the house agents.'
      this.set('agents', choicesOf(HOUSE_PROFILES))
    }
    this.#rosterReady = true
  }

  toggle(id: string): void {
    const { products } = this.#form
    this.set('products', products.includes(id) ? products.filter((other) => other !== id) : [...products, id])
  }

  /** Takes the typed text as a market's id where that can be one; otherwise leaves it to be corrected. */
  addTyped(): void {
    if (this.#search.trim() === '') return
    const id = this.#suggestions[0]?.id ?? idFromText(this.#search)
    if (!checkProducts([id], this.#known).ok) return
    if (!this.#form.products.includes(id)) this.toggle(id)
    this.#search = ''
  }

  /** Asks for the source's markets, once unless it failed. Never throws. */
  async loadListings(): Promise<void> {
    const { source } = this.#form
    if (this.#lists[source]?.ok === true) return
    const answer = await this.#sources
      .listProducts(source)
      .catch(() => err('The list of markets could not be loaded.'))
    this.#lists = { ...this.#lists, [source]: answer }
  }

  /** The request, or undefined with the sentences shown. Waits for the roster. */
  async submit(): Promise<NewMatchRequest | undefined> {
    this.#answer = ''
    await this.loadRoster()
    this.#tried = true
    if (RISK_FIELDS.some(({ field }) => this.errors[field] !== undefined)) this.#limitsOpen = true
    return this.#checked.ok ? this.#checked.value : undefined
  }

  refuse(sentence: string): void {
    this.#answer = sentence
  }
}
