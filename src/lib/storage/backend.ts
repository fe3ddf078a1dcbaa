/**
 * What the store's rules (commit, fence, library) need of a place for rows: transactions that happen wholly
 * or not at all. IndexedDB is one such place, memory the other, and the rules exist once.
 */
import type {
  ConfigRow,
  DecisionRow,
  EquityRow,
  LockRow,
  MatchRow,
  PromptRow,
  SettingRow,
  StepRow,
} from './rows'

/** Row types by table name. */
export interface Tables {
  readonly matches: MatchRow
  readonly configs: ConfigRow
  readonly steps: StepRow
  readonly decisions: DecisionRow
  readonly equity: EquityRow
  readonly prompts: PromptRow
  readonly settings: SettingRow
  readonly locks: LockRow
}

export type TableName = keyof Tables

/** A primary key, part by part, ordered as IndexedDB orders arrays of strings and numbers. */
export type RowKey = readonly (string | number)[]

/** The fields that make up each table's primary key. */
export const KEY_FIELDS: Readonly<Record<TableName, readonly string[]>> = {
  matches: ['matchId'],
  configs: ['matchId'],
  steps: ['matchId', 'seq'],
  decisions: ['matchId', 'tick', 'run'],
  equity: ['matchId', 'seq'],
  prompts: ['matchId', 'hash'],
  settings: ['key'],
  locks: ['name'],
}

/** Tables are all-or-nothing together; rows come back unchecked, as `unknown`. */
export interface StorageTransaction {
  get(table: TableName, key: RowKey): Promise<unknown>
  /** Rejects when a row of that key exists. */
  add<Name extends TableName>(table: Name, rows: readonly Tables[Name][]): Promise<void>
  put<Name extends TableName>(table: Name, row: Tables[Name]): Promise<void>
  /** Rows with `from` ≤ key ≤ `to` in order; with `newest`, only the last so many of them. */
  range(table: TableName, from: RowKey, to: RowKey, newest?: number): Promise<unknown[]>
  all(table: TableName): Promise<unknown[]>
  removeRange(table: TableName, from: RowKey, to: RowKey): Promise<void>
}

export interface StorageBackend {
  readonly kind: 'dexie' | 'memory'
  readonly durable: boolean
  /**
   * Runs `body` in one transaction over `tables` and resolves once it is complete; when `body` rejects,
   * nothing of it remains. `body` may await nothing but the transaction it is given.
   * Rejects with StoreFailure only, a broken invariant aside.
   */
  transact<T>(
    mode: 'read' | 'write',
    tables: readonly TableName[],
    body: (transaction: StorageTransaction) => Promise<T>,
  ): Promise<T>
  /** Resolves with a sentence when the place is gone for good: from then on every transaction rejects. */
  readonly closed: Promise<string>
  close(): void
}
