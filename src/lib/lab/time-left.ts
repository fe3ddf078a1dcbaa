/** Ms that the rest will take at the pace so far; NaN while nothing is done. */
export function timeLeft(done: number, of: number, elapsed: number): number {
  return done > 0 ? (elapsed / done) * Math.max(0, of - done) : Number.NaN
}
