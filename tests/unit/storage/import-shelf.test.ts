import { indexedDB, IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { timeMs } from '$lib/core/time'
import { sha256Hex } from '$lib/core/hash'
import { ImportShelf } from '$lib/storage/import-shelf'

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(text))

function shelf(): ImportShelf {
  return new ImportShelf({ indexedDB: new IDBFactory(), IDBKeyRange })
}

describe('the shelf of opened files', () => {
  it('keeps a file as it came, newest first', async () => {
    const kept = shelf()
    await kept.keep('a.json', bytes('{}'), timeMs(1))
    await kept.keep('b.json', bytes('[]'), timeMs(2))
    const list = await kept.list()
    expect(list.map(({ name, bytes: size }) => [name, size])).toEqual([
      ['b.json', 2],
      ['a.json', 2],
    ])
    expect((await kept.file(sha256Hex('{}')))?.file).toEqual(bytes('{}'))
  })

  it('keeps the same file once, under its latest name', async () => {
    const kept = shelf()
    await kept.keep('first.json', bytes('{}'), timeMs(1))
    await kept.keep('again.json', bytes('{}'), timeMs(2))
    expect((await kept.list()).map(({ name }) => name)).toEqual(['again.json'])
  })

  it('keeps a dozen, and forgets one when asked', async () => {
    const kept = shelf()
    for (let file = 0; file < 15; file += 1) await kept.keep(`${file}`, bytes(`${file}`), timeMs(file))
    const list = await kept.list()
    expect(list.map(({ name }) => name)).toEqual(Array.from({ length: 12 }, (_, index) => `${14 - index}`))
    await kept.forget(list[0]?.id ?? '')
    expect((await kept.list())[0]?.name).toBe('13')
    expect(await kept.file(list[0]?.id ?? '')).toBeUndefined()
  })

  it('is empty where nothing can be kept', async () => {
    const broken = new Proxy(indexedDB, {
      get: (target, name) => {
        if (name === 'open') throw new DOMException('no', 'SecurityError')
        const value: unknown = Reflect.get(target, name)
        return value
      },
    })
    const kept = new ImportShelf({ indexedDB: broken, IDBKeyRange })
    await kept.keep('a.json', bytes('{}'), timeMs(1))
    expect(await kept.list()).toEqual([])
    expect(await kept.file(sha256Hex('{}'))).toBeUndefined()
  })

  it('hands out no file that was changed behind its back', async () => {
    const disk = { indexedDB: new IDBFactory(), IDBKeyRange }
    const kept = new ImportShelf(disk)
    await kept.keep('a.json', bytes('{}'), timeMs(1))
    const [row] = await kept.list()
    await new Promise<void>((resolve, reject) => {
      const opening = disk.indexedDB.open('arena-imports')
      opening.onerror = () => reject(new Error('could not be opened'))
      opening.onsuccess = () => {
        const files = opening.result.transaction('files', 'readwrite').objectStore('files')
        files.put({ ...row, file: bytes('[]') }).onsuccess = () => resolve()
      }
    })
    expect(await kept.file(row?.id ?? '')).toBeUndefined()
  })
})
