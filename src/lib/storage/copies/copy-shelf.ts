/** A copy as a listing shows it. */
export interface CopyEntry {
  readonly matchId: string
  readonly bytes: number
}

/**
 * A place for one file per match that is still there when the browser has thrown the database away.
 * Every method rejects with whatever the platform has to say; nobody but the shelf's user gets to see it.
 */
export interface CopyShelf {
  list(): Promise<readonly CopyEntry[]>
  /** Undefined when there is none. */
  read(matchId: string): Promise<Uint8Array | undefined>
  /**
   * Adds to a file of exactly `at` bytes and answers true once that is on disk; false, and nothing is changed,
   * when the file is of another length or not there.
   */
  append(matchId: string, at: number, bytes: Uint8Array): Promise<boolean>
  /** Writes the file anew. A crash meanwhile may leave any beginning of it. */
  replace(matchId: string, bytes: Uint8Array): Promise<void>
  /** There being none is no error. */
  remove(matchId: string): Promise<void>
}
