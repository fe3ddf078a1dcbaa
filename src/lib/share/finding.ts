/** Something in a file that is not what it must be. */
export interface Finding {
  /** The event at which the log parts, or undefined when the log is whole. */
  readonly at: number | undefined
  /** A sentence that says what and where. */
  readonly what: string
  /** What the re-run says. */
  readonly expected: string
  /** What the file says. */
  readonly got: string
}
