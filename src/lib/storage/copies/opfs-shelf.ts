/** Copies in the origin's private file system, which browsers keep apart from IndexedDB. */
import { bytesOf, canWriteInPlace, findFile, isFile, writeAll, writing } from '../opfs-file'
import type { CopyEntry, CopyShelf } from './copy-shelf'

const FOLDER = 'match-copies'
const ENDING = '.copy'

/** Undefined, without a word, where the browser has no such file system or does not let this page have it. */
export async function openOpfsShelf(
  storage: Partial<Pick<StorageManager, 'getDirectory'>> | undefined,
): Promise<CopyShelf | undefined> {
  if (storage?.getDirectory === undefined || !canWriteInPlace()) return undefined
  try {
    const root = await storage.getDirectory()
    return new OpfsShelf(await root.getDirectoryHandle(FOLDER, { create: true }))
  } catch {
    return undefined
  }
}

/** For workers: only they may write in place. A file is open no longer than a write takes. */
class OpfsShelf implements CopyShelf {
  constructor(private readonly folder: FileSystemDirectoryHandle) {}

  async list(): Promise<readonly CopyEntry[]> {
    const entries: CopyEntry[] = []
    for await (const [name, handle] of this.folder.entries()) {
      const matchId = matchOf(name)
      if (matchId === undefined || !isFile(handle)) continue
      entries.push({ matchId, bytes: (await handle.getFile()).size })
    }
    return entries
  }

  async read(matchId: string): Promise<Uint8Array | undefined> {
    const handle = await this.#find(matchId)
    return handle && new Uint8Array(await (await handle.getFile()).arrayBuffer())
  }

  async append(matchId: string, at: number, bytes: Uint8Array): Promise<boolean> {
    const handle = await this.#find(matchId)
    if (handle === undefined) return false
    return writing(handle, async (file) => {
      if ((await file.getSize()) !== at) return false
      await writeAll(file, bytesOf(bytes), at)
      return true
    })
  }

  async replace(matchId: string, bytes: Uint8Array): Promise<void> {
    const handle = await this.folder.getFileHandle(fileOf(matchId), { create: true })
    await writing(handle, async (file) => {
      await file.truncate(0)
      await writeAll(file, bytesOf(bytes), 0)
    })
  }

  async remove(matchId: string): Promise<void> {
    if ((await this.#find(matchId)) !== undefined) await this.folder.removeEntry(fileOf(matchId))
  }

  #find(matchId: string): Promise<FileSystemFileHandle | undefined> {
    return findFile(this.folder, fileOf(matchId))
  }
}

function fileOf(matchId: string): string {
  return `${encodeURIComponent(matchId)}${ENDING}`
}

/** Undefined for a file that is no copy. */
function matchOf(name: string): string | undefined {
  if (!name.endsWith(ENDING)) return undefined
  try {
    return decodeURIComponent(name.slice(0, -ENDING.length))
  } catch {
    return undefined
  }
}
