import { parseRow } from '../parse-row'
import { type LabDatabase, soundRows } from './lab-database'
import { type KeptStrategy, strategySchema } from './lab-rows'
import { LabShelf } from './lab-shelf'

/** The visitor's own strategies, by name. No method rejects. */
export class StrategyShelf {
  readonly #shelf: LabShelf

  constructor(database: LabDatabase | undefined) {
    this.#shelf = new LabShelf(database, 'strategies')
  }

  /** By name. */
  list(): Promise<readonly KeptStrategy[]> {
    return this.#shelf.quietly(async (strategies) => {
      return soundRows(strategySchema, await strategies.toArray(), 'A kept strategy')
    }, [])
  }

  /** In place of one of the same name. Answers whether it is kept. */
  keep(strategy: KeptStrategy): Promise<boolean> {
    return this.#shelf.quietly(async (strategies) => {
      await strategies.put(parseRow(strategySchema, strategy, 'A new strategy'))
      return true
    }, false)
  }

  remove(name: string): Promise<void> {
    return this.#shelf.quietly((strategies) => strategies.delete(name), undefined)
  }
}
