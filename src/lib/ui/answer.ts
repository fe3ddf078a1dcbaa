/** What became of something a person asked for, as the page says it. */
export interface Answer {
  readonly good: boolean
  readonly text: string
}

export function success(text: string): Answer {
  return { good: true, text }
}

/** A sentence of ours, and what went wrong in the words of whoever threw. */
export function failure(sentence: string, error: unknown): Answer {
  const reason = error instanceof Error ? error.message : String(error)
  return { good: false, text: `${sentence} ${reason}`.trim() }
}
