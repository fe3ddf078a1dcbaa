/** A place for rows that forgets: for browsers that give no other, and for tests. */
import { InvariantError } from '../core/result'
import { StoreFailure } from '../core/store-failure'
import {
  KEY_FIELDS,
  type RowKey,
  type StorageBackend,
  type StorageTransaction,
  type TableName,
  type Tables,
} from './backend'
import { storeFailure, storeFailureOf } from './failures'

interface Entry {
  readonly key: RowKey
  readonly row: unknown
}

type MemoryTable = Map<string, Entry>

export class MemoryBackend implements StorageBackend {
  readonly kind = 'memory'
  readonly durable = false
  readonly closed: Promise<string>
  readonly #tables: Readonly<Record<TableName, MemoryTable>> = {
    matches: new Map(),
    configs: new Map(),
    steps: new Map(),
    decisions: new Map(),
    equity: new Map(),
    prompts: new Map(),
    settings: new Map(),
    locks: new Map(),
  }
  #announceClosed: (reason: string) => void = () => undefined
  #isClosed = false
  /** Transactions run one after the other, whatever their tables. */
  #last: Promise<unknown> = Promise.resolve()

  constructor() {
    this.closed = new Promise((resolve) => (this.#announceClosed = resolve))
  }

  transact<T>(
    mode: 'read' | 'write',
    tables: readonly TableName[],
    body: (transaction: StorageTransaction) => Promise<T>,
  ): Promise<T> {
    const result = this.#last.then(() => this.#run(mode, tables, body))
    this.#last = result.catch(() => undefined)
    return result
  }

  close(): void {
    this.#isClosed = true
    this.#announceClosed('The arena’s storage was closed.')
  }

  async #run<T>(
    mode: 'read' | 'write',
    tables: readonly TableName[],
    body: (transaction: StorageTransaction) => Promise<T>,
  ): Promise<T> {
    if (this.#isClosed) throw storeFailure('unavailable')
    const transaction = new MemoryTransaction(this.#tables, new Set(tables), mode === 'write')
    try {
      return await body(transaction)
    } catch (error) {
      transaction.undo()
      throw storeFailureOf(error)
    }
  }
}

/** Writes at once and remembers how to take it back. */
class MemoryTransaction implements StorageTransaction {
  readonly #undo: (() => void)[] = []

  constructor(
    private readonly tables: Readonly<Record<TableName, MemoryTable>>,
    private readonly scope: ReadonlySet<TableName>,
    private readonly writable: boolean,
  ) {}

  undo(): void {
    for (const step of this.#undo.reverse()) step()
  }

  get(table: TableName, key: RowKey): Promise<unknown> {
    return Promise.resolve(structuredClone(this.#table(table).get(keyText(key))?.row))
  }

  add<Name extends TableName>(table: Name, rows: readonly Tables[Name][]): Promise<void> {
    const target = this.#table(table)
    for (const row of rows) {
      if (target.has(keyText(keyOf(table, row)))) {
        return Promise.reject(new StoreFailure('damaged', `A row of "${table}" exists already.`))
      }
      this.#set(table, row)
    }
    return Promise.resolve()
  }

  put<Name extends TableName>(table: Name, row: Tables[Name]): Promise<void> {
    this.#set(table, row)
    return Promise.resolve()
  }

  range(table: TableName, from: RowKey, to: RowKey, newest?: number): Promise<unknown[]> {
    const entries = this.#between(table, from, to)
    const kept = newest === undefined ? entries : entries.slice(Math.max(0, entries.length - newest))
    return Promise.resolve(kept.map(({ row }) => structuredClone(row)))
  }

  all(table: TableName): Promise<unknown[]> {
    const entries = [...this.#table(table).values()].sort((a, b) => compareKeys(a.key, b.key))
    return Promise.resolve(entries.map(({ row }) => structuredClone(row)))
  }

  removeRange(table: TableName, from: RowKey, to: RowKey): Promise<void> {
    for (const { key } of this.#between(table, from, to)) this.#replace(table, keyText(key), undefined)
    return Promise.resolve()
  }

  #between(table: TableName, from: RowKey, to: RowKey): Entry[] {
    return [...this.#table(table).values()]
      .filter(({ key }) => compareKeys(from, key) <= 0 && compareKeys(key, to) <= 0)
      .sort((a, b) => compareKeys(a.key, b.key))
  }

  #set<Name extends TableName>(table: Name, row: Tables[Name]): void {
    const key = keyOf(table, row)
    this.#replace(table, keyText(key), { key, row: structuredClone(row) })
  }

  #replace(table: TableName, text: string, entry: Entry | undefined): void {
    if (!this.writable) throw new InvariantError('a write in a read transaction')
    const target = this.#table(table)
    const before = target.get(text)
    this.#undo.push(() => setOrDelete(target, text, before))
    setOrDelete(target, text, entry)
  }

  #table(name: TableName): MemoryTable {
    if (!this.scope.has(name)) throw new InvariantError(`table ${name} is not part of the transaction`)
    return this.tables[name]
  }
}

function setOrDelete(table: MemoryTable, text: string, entry: Entry | undefined): void {
  if (entry === undefined) table.delete(text)
  else table.set(text, entry)
}

function keyOf(table: TableName, row: object): RowKey {
  const fields = new Map<string, unknown>(Object.entries(row))
  return KEY_FIELDS[table].map((field) => {
    const part = fields.get(field)
    if (typeof part === 'string' || typeof part === 'number') return part
    throw new InvariantError(`a row of ${table} has no key field ${field}`)
  })
}

function keyText(key: RowKey): string {
  return JSON.stringify(key)
}

/** IndexedDB's order of keys: part by part, numbers before strings. */
function compareKeys(a: RowKey, b: RowKey): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    if (left === right) continue
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1
    return left < right ? -1 : 1
  }
  return a.length - b.length
}
