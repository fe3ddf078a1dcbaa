/** Files of strangers that were opened here: kept as they came, in a database of their own. */
import { Dexie, type DexieOptions, type Table } from 'dexie'
import * as v from 'valibot'
import { sha256Hex } from '../core/hash'
import type { TimeMs } from '../core/time'
import { count, instant, shortText } from './config-schema'

const NAME = 'arena-imports'
const MOST_FILES = 12

const rowSchema = v.strictObject({
  id: shortText,
  name: shortText,
  openedAt: instant,
  file: v.instance(Uint8Array),
  bytes: count,
})
type Row = v.InferOutput<typeof rowSchema>

/** What the shelf tells of a file. */
export interface ShelvedFile {
  /** SHA-256 of the file as it came, hex. */
  readonly id: string
  readonly name: string
  readonly openedAt: number
  readonly bytes: number
}

/**
 * Opening a file again is a convenience: a shelf that cannot be read or written (a private window, a full
 * disk) is an empty one, and no method rejects. The visitor's own matches are in another database.
 */
export class ImportShelf {
  readonly #database: Dexie

  constructor(options: DexieOptions) {
    this.#database = new Dexie(NAME, options)
    this.#database.version(1).stores({ files: 'id, openedAt' })
  }

  /** Newest first. */
  async list(): Promise<readonly ShelvedFile[]> {
    const rows = await this.#quietly(
      async (files) => (await files.orderBy('openedAt').toArray()).reverse(),
      [],
    )
    return rows.flatMap((row) => {
      const parsed = v.safeParse(rowSchema, row)
      if (!parsed.success) return []
      const { id, name, openedAt, bytes } = parsed.output
      return [{ id, name, openedAt, bytes }]
    })
  }

  /** Keeps the file, at most a dozen of the newest. */
  async keep(name: string, file: Uint8Array<ArrayBuffer>, openedAt: TimeMs): Promise<void> {
    const row: Row = { id: sha256Hex(file), name: name.slice(0, 200), openedAt, file, bytes: file.length }
    await this.#quietly(async (files) => {
      await files.put(row)
      const kept = await files.orderBy('openedAt').primaryKeys()
      await files.bulkDelete(kept.slice(0, -MOST_FILES))
    }, undefined)
  }

  /** The file as it came; undefined when it is not here any more. */
  async file(
    id: string,
  ): Promise<{ readonly name: string; readonly file: Uint8Array<ArrayBuffer> } | undefined> {
    const stored = await this.#quietly((files) => files.get(id), undefined)
    const parsed = v.safeParse(rowSchema, stored)
    if (!parsed.success || sha256Hex(parsed.output.file) !== id) return undefined
    return { name: parsed.output.name, file: new Uint8Array(parsed.output.file) }
  }

  async forget(id: string): Promise<void> {
    await this.#quietly((files) => files.delete(id), undefined)
  }

  async #quietly<T>(work: (files: Table<unknown, string>) => PromiseLike<T>, otherwise: T): Promise<T> {
    try {
      return await work(this.#database.table('files'))
    } catch (error) {
      if (error instanceof Error) return otherwise
      throw error
    }
  }
}
