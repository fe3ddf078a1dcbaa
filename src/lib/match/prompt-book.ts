import type { RunConfig } from '../engine/config'
import type { StoredPrompt } from './ports'

/** The texts of a match's system prompts, by the hash that the log names. */
export class PromptBook {
  readonly #texts = new Map<string, string>()

  constructor(prompts: readonly StoredPrompt[] = []) {
    this.take(prompts)
  }

  /** Answers those that were not in the book yet. */
  take(prompts: readonly StoredPrompt[]): readonly StoredPrompt[] {
    const fresh = prompts.filter(({ hash }) => !this.#texts.has(hash))
    for (const { hash, text } of fresh) this.#texts.set(hash, text)
    return fresh
  }

  /** The run's system prompt, empty for house rules; undefined when it is missing. */
  of({ model }: RunConfig): string | undefined {
    return model === undefined ? '' : this.#texts.get(model.promptHash)
  }
}
