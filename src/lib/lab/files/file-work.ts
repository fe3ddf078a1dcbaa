/** Long work on a file: how far it is, and its end before its time. */
export interface FileWork {
  /** Bytes or rows done, and of how many. */
  readonly onProgress?: (done: number, of: number) => void
  readonly signal?: AbortSignal
}

export const STOPPED = 'The work was stopped; nothing was kept.'
