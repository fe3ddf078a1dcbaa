import { createContext } from 'svelte'
import type { LogLevel, LogLine } from '../../workers/api/match'

export const LOG_KEPT = 2_000

export const LOG_LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR']

/** The newest log lines of all workers, oldest first, and the filter the person set. */
export class LogBook {
  #lines = $state.raw<readonly LogLine[]>([])
  #level = $state.raw<LogLevel>('INFO')
  #text = $state.raw('')

  readonly #shown = $derived(
    this.#lines.filter((line) => passesLevel(line, this.#level) && passesText(line, this.#text)),
  )

  get size(): number {
    return this.#lines.length
  }
  /** Lines of at least the level that contain the text, oldest first. */
  get shown(): readonly LogLine[] {
    return this.#shown
  }
  get level(): LogLevel {
    return this.#level
  }
  set level(level: LogLevel) {
    this.#level = level
  }
  get text(): string {
    return this.#text
  }
  set text(text: string) {
    this.#text = text
  }

  add(lines: readonly LogLine[]): void {
    if (lines.length === 0) return
    this.#lines = [...this.#lines, ...lines].slice(-LOG_KEPT)
  }

  clear(): void {
    this.#lines = []
  }
}

function passesLevel(line: LogLine, least: LogLevel): boolean {
  return LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(least)
}

function passesText(line: LogLine, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return wanted === '' || `${line.source} ${line.text}`.toLowerCase().includes(wanted)
}

export const [getLogBook, setLogBook] = createContext<LogBook>()
