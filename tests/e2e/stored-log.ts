// Reads a match's log as it lies in the browser's storage, with the project's own codec.
import type { Page } from '@playwright/test'
import { decodeStep, type LoggedStep } from '../../src/lib/engine/log/step-codec'

export interface StoredLog {
  readonly matchId: string
  readonly digest: string
  readonly records: readonly Uint8Array[]
  readonly steps: readonly LoggedStep[]
}

/** The log of the match that was written to last. */
export async function readNewestLog(page: Page): Promise<StoredLog> {
  const { matchId, digest, rows } = await page.evaluate(rowsOfNewestMatch)
  const records = rows.map((row) => new Uint8Array(Buffer.from(row, 'base64')))
  return { matchId, digest, records, steps: records.map(decoded) }
}

function decoded(record: Uint8Array): LoggedStep {
  const step = decodeStep(record)
  if (!step.ok) throw new Error(step.error)
  return step.value
}

/** Runs in the page. */
async function rowsOfNewestMatch(): Promise<{ matchId: string; digest: string; rows: string[] }> {
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error(String(request.error)))
    })
  const toBase64 = (bytes: Uint8Array): string => {
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  }
  const database = await answer(indexedDB.open('arena'))
  const transaction = database.transaction(['matches', 'steps'])
  const matches = (await answer(transaction.objectStore('matches').getAll())) as {
    matchId: string
    createdAt: number
    head: { digest: string }
  }[]
  const newest = matches.sort((a, b) => a.createdAt - b.createdAt).at(-1)
  if (newest === undefined) throw new Error('no match is stored')
  const range = IDBKeyRange.bound([newest.matchId, 0], [newest.matchId, Infinity])
  const steps = (await answer(transaction.objectStore('steps').getAll(range))) as { record: Uint8Array }[]
  database.close()
  return {
    matchId: newest.matchId,
    digest: newest.head.digest,
    rows: steps.map(({ record }) => toBase64(record)),
  }
}
