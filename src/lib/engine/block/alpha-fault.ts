/** An alpha threw. Who runs code that is not ours catches this; from our own models it is a defect. */
export class AlphaFault extends Error {
  override readonly name = 'AlphaFault'

  /** `row`: the bar after whose close it was asked, or from which on it looked through columns. */
  constructor(
    readonly row: number,
    override readonly cause: unknown,
  ) {
    super(`The strategy failed at bar ${row}: ${sentenceOf(cause)}`)
  }
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Error && typeof cause.message === 'string' ? cause.message : 'it threw no error.'
}
