import { type Result, err } from '../../core/result'
import type { NewMatchRequest } from '../../../workers/api/match'
import type { ListedSource, ProductListing } from '../../../workers/api/feed'
import { DEFAULT_FORM, type FieldErrors, type MatchForm, checkMatchForm, checkProducts } from './form'
import { idFromText, idsOf, searchProducts } from './product-search'

const SUGGESTIONS = 60

type Listed = Result<readonly ProductListing[], string>
type ListProducts = (source: ListedSource) => Promise<Listed>

/** The state of one open "New match" dialog. */
export class MatchFormState {
  #form = $state.raw<MatchForm>(DEFAULT_FORM)
  readonly #listProducts: ListProducts
  /** What each source answered; a source not asked yet, or not done answering, is missing. */
  #lists = $state.raw<Partial<Record<ListedSource, Listed>>>({})
  #search = $state.raw('')
  #tried = $state.raw(false)
  #answer = $state.raw('')

  readonly #list = $derived(this.#lists[this.#form.source])
  readonly #listings = $derived(this.#list?.ok === true ? this.#list.value : undefined)
  readonly #known = $derived(this.#listings === undefined ? undefined : idsOf(this.#listings))
  readonly #checked = $derived(checkMatchForm(this.#form, this.#known))
  readonly #suggestions = $derived(searchProducts(this.#listings ?? [], this.#search, SUGGESTIONS))

  constructor(initial: Partial<MatchForm>, listProducts: ListProducts) {
    this.#form = { ...DEFAULT_FORM, ...initial }
    this.#listProducts = listProducts
  }

  get form(): MatchForm {
    return this.#form
  }
  /** Sentences beside the fields, from the first attempt to start on. */
  get errors(): FieldErrors {
    return this.#tried && !this.#checked.ok ? this.#checked.error : {}
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

  setAgents(strategy: keyof MatchForm['agents'], count: string): void {
    this.set('agents', { ...this.#form.agents, [strategy]: count })
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
    const answer = await this.#listProducts(source).catch(() =>
      err('The list of markets could not be loaded.'),
    )
    this.#lists = { ...this.#lists, [source]: answer }
  }

  /** The request, or undefined with the sentences shown. */
  submit(): NewMatchRequest | undefined {
    this.#tried = true
    this.#answer = ''
    return this.#checked.ok ? this.#checked.value : undefined
  }

  refuse(sentence: string): void {
    this.#answer = sentence
  }
}
