// What agents did and said, as it lies in the browser's storage.
import type { Page } from '@playwright/test'
import type { DecisionRecord } from '../../src/lib/agents/decision'

export interface StoredDecisionRow {
  readonly matchId: string
  readonly run: number
  readonly record: DecisionRecord
}

/** The decisions of one match, oldest first. */
export async function readDecisions(page: Page, matchId: string): Promise<readonly StoredDecisionRow[]> {
  const rows = await page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error(String(request.error)))
      })
    const database = await answer(indexedDB.open('arena'))
    const store = database.transaction('decisions').objectStore('decisions')
    const all = (await answer(store.getAll())) as StoredDecisionRow[]
    database.close()
    return all
  })
  return rows.filter((row) => row.matchId === matchId)
}
