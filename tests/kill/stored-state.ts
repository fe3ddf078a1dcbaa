/** Everything the browser's storage holds of the newest match, read in one transaction and without the app. */
import type { Page } from '@playwright/test'
import type { DecisionRecord } from '../../src/lib/agents/decision'

export interface StoredState {
  readonly matchId: string
  readonly status: string
  readonly headSeq: number
  readonly firstSeq: number
  readonly lastSeq: number
  /** Of the sealed segments, hex. */
  readonly digest: string
  /** The log; each with its number. */
  readonly steps: readonly { readonly seq: number; readonly record: Uint8Array }[]
  readonly decisions: readonly {
    readonly run: number
    readonly tick: number
    readonly record: DecisionRecord
  }[]
  /** Hashes of the system prompts that are kept. */
  readonly prompts: readonly string[]
  readonly hasConfig: boolean
}

type Sent = Omit<StoredState, 'steps'> & { readonly steps: readonly { seq: number; record: string }[] }

/** Undefined when the database or its matches are not there. `page` must be of the app's origin. */
export async function readStoredState(page: Page): Promise<StoredState | undefined> {
  const sent = await page.evaluate(newestMatch)
  if (sent === undefined) return undefined
  const steps = sent.steps.map(({ seq, record }) => {
    return { seq, record: new Uint8Array(Buffer.from(record, 'base64')) }
  })
  return { ...sent, steps }
}

/** Runs in the page. */
async function newestMatch(): Promise<Sent | undefined> {
  interface MatchRow {
    matchId: string
    createdAt: number
    firstSeq: number
    lastSeq: number
    head: { seq: number; digest: string; status: string }
  }
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error(String(request.error)))
    })
  // To open a database that is not there would make one.
  if (!(await indexedDB.databases()).some(({ name }) => name === 'arena')) return undefined
  const database = await answer(indexedDB.open('arena'))
  try {
    const tables = ['matches', 'configs', 'steps', 'decisions', 'prompts'] as const
    const transaction = database.transaction([...tables])
    const rows = <Row>(table: (typeof tables)[number], query?: IDBKeyRange): Promise<Row[]> =>
      answer(transaction.objectStore(table).getAll(query) as IDBRequest<Row[]>)
    const matches = await rows<MatchRow>('matches')
    const newest = matches.sort((a, b) => a.createdAt - b.createdAt).at(-1)
    if (newest === undefined) return undefined
    const { matchId, firstSeq, lastSeq, head } = newest
    const under = IDBKeyRange.bound([matchId], [matchId, []])
    const steps = await rows<{ seq: number; record: Uint8Array }>('steps', under)
    const decisions = await rows<Sent['decisions'][number]>('decisions', under)
    const prompts = await rows<{ hash: string }>('prompts', under)
    const config = await rows('configs', IDBKeyRange.only(matchId))
    const base64 = (bytes: Uint8Array): string =>
      btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    return {
      ...{ matchId, firstSeq, lastSeq, decisions },
      ...{ status: head.status, headSeq: head.seq, digest: head.digest },
      steps: steps.map(({ seq, record }) => ({ seq, record: base64(record) })),
      prompts: prompts.map(({ hash }) => hash),
      hasConfig: config.length === 1,
    }
  } finally {
    database.close()
  }
}
