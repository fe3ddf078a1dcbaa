import type { LogLevel, LogLine } from './api/match'

const ORDER: Record<LogLevel, number> = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3 }

/** Lines kept for a page that attaches late. */
const KEPT = 200

/** Collects a worker's log lines and hands those at or above the level to the page. */
export class Logger {
  level: LogLevel = 'INFO'
  #kept: LogLine[] = []
  #listener: ((lines: readonly LogLine[]) => void) | undefined

  constructor(private readonly now: () => number) {}

  /** The listener gets what was kept so far, then every new line. */
  listen(listener: (lines: readonly LogLine[]) => void): void {
    this.#listener = listener
    if (this.#kept.length > 0) listener(this.#kept)
  }

  log(level: LogLevel, source: string, text: string): void {
    if (ORDER[level] < ORDER[this.level]) return
    const line: LogLine = { time: this.now(), level, source, text }
    this.#kept = [...this.#kept.slice(1 - KEPT), line]
    this.#listener?.([line])
  }
}
