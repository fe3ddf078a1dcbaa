/**
 * What is wrong with an expression, and where. Thrown inside the calculator only, where every level of
 * the recursion would else have to hand it up; `calculate` turns it into a value.
 */
export class CalculatorFault extends Error {
  override readonly name = 'CalculatorFault'

  constructor(
    /** What is wrong, without the place, not capitalised. */
    readonly what: string,
    /** Offset of the offending character from the start of the expression. */
    readonly at: number,
  ) {
    super(what)
  }
}
