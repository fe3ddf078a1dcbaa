import { type ProductIndex, productIndex } from '../core/product'
import { invariant } from '../core/result'
import { type TimeMs, timeMs } from '../core/time'
import type { RunConfig } from './config'
import { type Arena, Competitor } from './competitor'
import type { RunIndex } from './events'

const NOTHING: readonly ProductIndex[] = []

/** All runs of a match; whatever happens to all of them happens in roster order. */
export class Competitors {
  readonly #all: Competitor[]
  readonly #products: readonly ProductIndex[]

  constructor(
    runs: readonly RunConfig[],
    private readonly arena: Arena,
  ) {
    this.#all = runs.map((run, index) => new Competitor(index, run, arena))
    this.#products = arena.config.products.map((_, index) => productIndex(index))
  }

  /** @throws InvariantError for a run that is not in the roster. */
  of(run: RunIndex): Competitor {
    const competitor = this.#all[run]
    invariant(competitor !== undefined, 'a run that is not in the roster')
    return competitor
  }

  add(run: RunConfig): void {
    this.arena.ledger.addRun()
    this.#all.push(new Competitor(this.#all.length, run, this.arena))
  }

  /** Marks all at the last prices. */
  mark(): void {
    for (const { account } of this.#all) account.mark()
  }

  /** The risk stages look at a product. `tick`: the last published, here and below. */
  look(product: ProductIndex, tick: number): void {
    for (const competitor of this.#all) competitor.look(product, tick)
  }

  lookAtAll(tick: number): void {
    for (const competitor of this.#all) {
      for (const product of this.#products) competitor.look(product, tick)
    }
  }

  /** A quote was confirmed. */
  confirmed(tick: number): void {
    for (const competitor of this.#all) competitor.confirmed(tick)
  }

  tick(tick: number): void {
    for (const competitor of this.#all) competitor.tick(tick)
  }

  /** Records what each is worth, exactly. */
  sample(): void {
    for (const { account } of this.#all) this.arena.recorder.equitySampled(account.run, account.exactEquity)
  }

  /** The earliest instant at which a risk stage needs a look whatever the prices are. */
  get dueAt(): TimeMs | undefined {
    const due = this.#all.reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), Number.POSITIVE_INFINITY)
    return Number.isFinite(due) ? timeMs(due) : undefined
  }

  /** Products that some run is to sell at their first fresh quote. */
  get waitingFor(): readonly ProductIndex[] {
    const waiting = this.#all.filter(({ isWaiting }) => isWaiting)
    if (waiting.length === 0) return NOTHING
    return this.#products.filter((product) => waiting.some((competitor) => competitor.waitsFor(product)))
  }
}
