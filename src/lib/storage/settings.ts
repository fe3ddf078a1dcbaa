/** Small choices of the person, one row each, checked by a schema in both directions. */
import * as v from 'valibot'
import { type Result, err, ok } from '../core/result'
import { StoreFailure } from '../core/store-failure'
import type { Settings } from '../../workers/api/match'
import type { StorageBackend, StorageTransaction } from './backend'
import { settingRowSchema } from './rows'

/** One kind of setting: where it is kept, what it may be, and what holds until the person chooses. */
export interface SettingEntry<T> {
  readonly key: string
  readonly schema: v.GenericSchema<unknown, T>
  readonly fallback: T
}

export interface SettingRead<T> {
  readonly value: T
  /** A sentence when the stored choice could not be used and the fallback holds; else empty. */
  readonly notice: string
}

/** The page's security policy lets it reach these and no others (tools/vite/csp.mjs). */
const LOCAL_HOST = 'localhost'
const EXCHANGE_HOST = /^[a-z0-9.-]+\.exchange\.coinbase\.com$/
const MAX_URL = 2000

/** An address of the exchange by the given secure scheme, or by the plain one on this machine itself. */
function endpoint(secure: 'https:' | 'wss:', plain: 'http:' | 'ws:', name: string) {
  const allowed = (text: string): boolean => {
    if (!URL.canParse(text)) return false
    const url = new URL(text)
    if (url.username !== '' || url.password !== '') return false
    if (url.protocol === secure) return EXCHANGE_HOST.test(url.hostname)
    return url.protocol === plain && url.hostname === LOCAL_HOST
  }
  return v.pipe(
    v.string(),
    v.maxLength(MAX_URL, `The ${name} is too long.`),
    v.check(
      allowed,
      `The ${name} must be one of Coinbase's (${secure}//….exchange.coinbase.com) or on this machine ` +
        `(${plain}//localhost), without user name or password.`,
    ),
  )
}

const settingsSchema: v.GenericSchema<unknown, Settings> = v.strictObject({
  logLevel: v.picklist(['DEBUG', 'INFO', 'WARNING', 'ERROR'], 'The log level is not one of the four.'),
  restUrl: endpoint('https:', 'http:', 'REST address'),
  socketUrl: endpoint('wss:', 'ws:', 'WebSocket address'),
})

/** Log level and the exchange's addresses. */
export const ARENA_SETTINGS: SettingEntry<Settings> = {
  key: 'arena',
  schema: settingsSchema,
  fallback: {
    logLevel: 'INFO',
    restUrl: 'https://api.exchange.coinbase.com',
    socketUrl: 'wss://ws-feed.exchange.coinbase.com',
  },
}

/** Reads and writes settings. They belong to the browser, not to a match, so any tab may write them. */
export class SettingsRepository {
  constructor(private readonly backend: StorageBackend) {}

  /** The stored choice, or the fallback with a sentence why. Never rejects over what is stored. */
  async get<T>(entry: SettingEntry<T>): Promise<SettingRead<T>> {
    try {
      return await this.backend.transact('read', ['settings'], (transaction) => readIn(transaction, entry))
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error
      return { value: entry.fallback, notice: `The settings could not be read. ${error.message}` }
    }
  }

  /** Stores a choice, or answers in a sentence why not. */
  async put<T>(entry: SettingEntry<T>, value: T): Promise<Result<undefined, string>> {
    const stored = await this.#write((transaction) => putIn(transaction, entry, value))
    return stored.ok ? ok(undefined) : stored
  }

  /**
   * Stores what `change` makes of the stored choice, in one transaction, so that nothing another tab stores
   * meanwhile gets lost. Answers what is stored from now on, or in a sentence why nothing changed.
   */
  update<T>(entry: SettingEntry<T>, change: (stored: T) => T): Promise<Result<T, string>> {
    return this.#write(async (transaction) => {
      const { value } = await readIn(transaction, entry)
      return putIn(transaction, entry, change(value))
    })
  }

  async #write<T>(
    body: (transaction: StorageTransaction) => Promise<Result<T, string>>,
  ): Promise<Result<T, string>> {
    try {
      return await this.backend.transact('write', ['settings'], body)
    } catch (error) {
      if (error instanceof StoreFailure) return err(error.message)
      throw error
    }
  }
}

async function readIn<T>(transaction: StorageTransaction, entry: SettingEntry<T>): Promise<SettingRead<T>> {
  const row = await transaction.get('settings', [entry.key])
  return row === undefined ? { value: entry.fallback, notice: '' } : readSetting(entry, row)
}

async function putIn<T>(
  transaction: StorageTransaction,
  entry: SettingEntry<T>,
  value: T,
): Promise<Result<T, string>> {
  const checked = v.safeParse(entry.schema, value, { abortEarly: true })
  if (!checked.success) return err(checked.issues[0].message)
  await transaction.put('settings', { key: entry.key, value: checked.output })
  return ok(checked.output)
}

function readSetting<T>(entry: SettingEntry<T>, row: unknown): SettingRead<T> {
  const stored = v.safeParse(settingRowSchema, row)
  const parsed = stored.success ? v.safeParse(entry.schema, stored.output.value) : undefined
  if (parsed?.success === true) return { value: parsed.output, notice: '' }
  return { value: entry.fallback, notice: 'The saved settings could not be used, so the defaults hold.' }
}
