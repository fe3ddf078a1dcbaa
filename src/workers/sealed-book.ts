import { type Result, ok } from '../lib/core/result'
import { SEALED_KEYS } from '../lib/storage/model-settings'
import type { SettingsRepository } from '../lib/storage/settings'
import type { SealedKeys } from './api/llm'

/** The encrypted keys on this device, one entry an origin, which all tabs share. */
export class SealedBook {
  constructor(
    private readonly settings: SettingsRepository,
    /** They were changed here; other tabs want to know. */
    private readonly onChange: () => void,
  ) {}

  async entries(): Promise<readonly SealedKeys[]> {
    return (await this.settings.get(SEALED_KEYS)).value
  }

  /** Adds the entries; those of the same origins are replaced. */
  keep(added: readonly SealedKeys[]): Promise<Result<undefined, string>> {
    const isReplaced = ({ origin }: SealedKeys): boolean => added.some((entry) => entry.origin === origin)
    return this.#change((stored) => [...stored.filter((entry) => !isReplaced(entry)), ...added])
  }

  /** Removes the origin's entry, or all. */
  drop(origin: string | undefined): Promise<Result<undefined, string>> {
    return this.#change((stored) => stored.filter((entry) => origin !== undefined && entry.origin !== origin))
  }

  async #change(
    change: (stored: readonly SealedKeys[]) => readonly SealedKeys[],
  ): Promise<Result<undefined, string>> {
    const changed = await this.settings.update(SEALED_KEYS, change)
    if (!changed.ok) return changed
    this.onChange()
    return ok(undefined)
  }
}
