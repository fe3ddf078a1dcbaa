/**
 * The shape of the database `arena` through the ages. A version once shipped is never edited: a change is a
 * new entry, with an `upgrade` where rows must move. Dexie runs every entry above the installed version in
 * one upgrade transaction, so a failing upgrade leaves the old version untouched.
 */
import type { Dexie, Transaction } from 'dexie'

export const DATABASE_NAME = 'arena'

/** One step of the schema's history; `stores` lists only what changes, in Dexie's notation. */
export interface SchemaVersion {
  readonly version: number
  readonly stores: Readonly<Record<string, string | null>>
  readonly upgrade?: (transaction: Transaction) => PromiseLike<unknown>
}

/**
 * - `matches`: the row replaced with every commit; `configs`: what is fixed at the start, written once
 * - `steps`: the log, one row a step; `equity`: a rebuildable cache
 * - `decisions`: by tick, then run, so that the newest are one range
 * - `prompts`: the system prompts a match's runs were given, by the hash the log names
 * - `locks`: who may write; apart from the rest so that a heartbeat never waits for a long read
 */
export const SCHEMA_VERSIONS: readonly SchemaVersion[] = [
  {
    version: 1,
    stores: {
      matches: 'matchId',
      configs: 'matchId',
      steps: '[matchId+seq]',
      decisions: '[matchId+tick+run]',
      equity: '[matchId+seq]',
      settings: 'key',
      locks: 'name',
    },
  },
  { version: 2, stores: { prompts: '[matchId+hash]' } },
]

/** Declares every version to a database that is not open yet. */
export function declareSchema(database: Dexie, versions: readonly SchemaVersion[]): void {
  for (const { version, stores, upgrade } of versions) {
    const declared = database.version(version).stores({ ...stores })
    if (upgrade !== undefined) declared.upgrade(upgrade)
  }
}

/** The newest version of a history. */
export function newestVersion(versions: readonly SchemaVersion[]): number {
  return Math.max(...versions.map(({ version }) => version))
}
