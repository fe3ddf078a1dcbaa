/** Columns of bars in the origin's private file system: one file a column and span, Float64 little-endian. */
import type { ColumnFiles } from '../../lab/catalog/bar-store'
import { type QuotedBars, type StoredColumn, BAR_COLUMNS, QUOTE_COLUMNS, columnsOf } from '../../market/bars'
import { bytesOf, canWriteInPlace, findFile, isFile, writeAll, writing } from '../opfs-file'
import { columnFile, spanOfFile } from './column-names'
import { guarded, labFailure } from './lab-failures'

const FOLDER = 'lab-bars'
const WIDTH = Float64Array.BYTES_PER_ELEMENT

/** A file that grew between two looks at it must be looked at anew; more often than this it is something else. */
const MOST_LOOKS = 4

/** Undefined, without a word, where the browser has no such file system or does not let this page have it. */
export async function openOpfsColumns(
  storage: Partial<Pick<StorageManager, 'getDirectory'>> | undefined,
): Promise<ColumnFiles | undefined> {
  if (storage?.getDirectory === undefined || !canWriteInPlace()) return undefined
  try {
    const root = await storage.getDirectory()
    return new OpfsColumns(await root.getDirectoryHandle(FOLDER, { create: true }))
  } catch {
    return undefined
  }
}

class OpfsColumns implements ColumnFiles {
  constructor(private readonly folder: FileSystemDirectoryHandle) {}

  read(span: string, column: StoredColumn, from: number, to: number): Promise<Float64Array> {
    return guarded(async () => {
      const bytes = await this.#bytes(columnFile(span, column), from * WIDTH, to * WIDTH)
      if (bytes.byteLength !== (to - from) * WIDTH) throw labFailure('damaged')
      return new Float64Array(bytes)
    })
  }

  write(span: string, at: number, bars: QuotedBars): Promise<void> {
    return guarded(async () => {
      await Promise.all(
        columnsOf(bars).map(([name, column]) => this.#write(columnFile(span, name), at, column)),
      )
    })
  }

  remove(span: string): Promise<void> {
    return guarded(async () => {
      for (const column of [...BAR_COLUMNS, ...QUOTE_COLUMNS]) {
        const name = columnFile(span, column)
        if ((await findFile(this.folder, name)) !== undefined) await this.folder.removeEntry(name)
      }
    })
  }

  list(): Promise<readonly string[]> {
    return guarded(async () => {
      const spans = new Set<string>()
      for await (const [name, handle] of this.folder.entries()) {
        const span = isFile(handle) ? spanOfFile(name) : undefined
        if (span !== undefined) spans.add(span)
      }
      return [...spans]
    })
  }

  async #bytes(name: string, from: number, to: number): Promise<ArrayBuffer> {
    const handle = await findFile(this.folder, name)
    if (handle === undefined) throw labFailure('damaged')
    for (let look = 1; ; look += 1) {
      const file = await handle.getFile()
      try {
        return await file.slice(from, to).arrayBuffer()
      } catch (cause) {
        // What was looked at is gone when more has been written meanwhile; what was asked for is still there.
        const grew = cause instanceof DOMException && cause.name === 'NotReadableError'
        if (!grew || look === MOST_LOOKS) throw cause
      }
    }
  }

  async #write(name: string, at: number, column: Float64Array): Promise<void> {
    const handle = await this.folder.getFileHandle(name, { create: true })
    await writing(handle, async (file) => {
      const start = at * WIDTH
      if ((await file.getSize()) < start) throw labFailure('damaged')
      // Left over from a write that was cut off.
      await file.truncate(start)
      await writeAll(file, bytesOf(column), start)
    })
  }
}
