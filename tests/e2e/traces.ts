// Everywhere a browser keeps or shows something, as text: for a secret to be looked for.
import type { Page } from '@playwright/test'

/** What a page says while it runs: consoles, its workers' included, errors and addresses. */
export class Hearing {
  readonly said: string[] = []
  readonly addresses: string[] = []

  constructor(page: Page) {
    page.on('console', (message) => this.said.push(message.text()))
    page.on('pageerror', (error) => this.said.push(`${error.message} ${error.stack ?? ''}`))
    page.on('framenavigated', (frame) => this.addresses.push(frame.url()))
    page.on('request', (request) => this.addresses.push(request.url()))
  }
}

/** What the page shows now: its markup, what stands in its fields, its address and title. */
export async function shownBy(page: Page): Promise<string> {
  const fields = await page.evaluate(() => {
    const inputs = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')
    return [...inputs].map(({ value }) => value)
  })
  return [page.url(), await page.title(), await page.content(), ...fields].join('\n')
}

/** Storages, cookies, history and the addresses of all that was loaded. */
export function keptInPage(page: Page): Promise<string> {
  return page.evaluate(() => {
    const stored = [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage))
    const loaded = performance.getEntries().map((entry) => entry.name)
    return JSON.stringify([stored, document.cookie, history.state, window.name, loaded])
  })
}

/** Every row of every database; bytes as Latin-1, so that text among them can be found. */
export function keptInDatabases(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error(String(request.error)))
      })
    const readable = (_key: string, value: unknown): unknown => {
      if (typeof value === 'bigint') return String(value)
      if (value instanceof CryptoKey) return 'a CryptoKey'
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value
      return bytes instanceof Uint8Array
        ? Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
        : value
    }
    const rows: string[] = []
    for (const { name } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name ?? ''))
      for (const store of database.objectStoreNames) {
        const all = await answer(database.transaction(store).objectStore(store).getAll())
        rows.push(`${name}/${store}: ${JSON.stringify(all, readable)}`)
      }
      database.close()
    }
    return rows.join('\n')
  })
}

/** Addresses and bodies of all that the service worker keeps. */
export function keptInCaches(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const texts: string[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        texts.push(request.url, JSON.stringify([...request.headers]))
        texts.push((await (await cache.match(request))?.text()) ?? '')
      }
    }
    return texts.join('\n')
  })
}

/** A secret in the forms it may hide in: as it is, and in the usual encodings at any offset. */
function disguisesOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.from(' '.repeat(offset) + secret).toString('base64')
    // What the neighbours change is left out.
    return shifted.slice(offset === 0 ? 0 : 4, -4)
  })
  const reversed = Array.from(secret).reverse().join('')
  return [secret, reversed, Buffer.from(secret).toString('hex'), encodeURIComponent(secret), ...base64]
}

/** The places that hold a secret in any of its disguises. */
export function placesWith(secret: string, traces: ReadonlyMap<string, string>): readonly string[] {
  const disguises = disguisesOf(secret)
  return [...traces]
    .filter(([, text]) => disguises.some((each) => text.includes(each)))
    .map(([place]) => place)
}
