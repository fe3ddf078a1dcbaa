/** A figure of a purchase of so many units; never NaN. */
export type FigureOf = (units: number) => number

/** Of a purchase, the part below which it says nothing about where the figure leads. */
const FIRST_STEP = 1024
/** Thirds taken off in search of the lowest figure: to a 10,000th of the purchase. */
const MOST_THIRDS = 24
/** Each third guess halves: no shape of the figure makes the search long. */
const HALVED = 3

/**
 * The most units below `asked`, whose figure is above the limit, that stay within it; 0 when there are none. Exact
 * where the figure falls once at most and then rises, as figures of risk against equity do; whatever its shape,
 * what it answers is within the limit. The same guesses in the same order everywhere.
 */
export function mostWithin(asked: number, limit: number, figureOf: FigureOf): number {
  const present = figureOf(0)
  const within = present <= limit ? 0 : firstWithin(asked, limit, present, figureOf)
  return within === undefined ? 0 : lastWithin(within, asked, limit, figureOf)
}

/** Where the figure is above the limit already: units that bring it within. */
function firstWithin(asked: number, limit: number, present: number, figureOf: FigureOf): number | undefined {
  const step = Math.ceil(asked / FIRST_STEP)
  const after = figureOf(step)
  if (after <= limit) return step
  if (after >= present) return undefined
  let [from, to] = [0, asked]
  for (let third = 0; third < MOST_THIRDS && to - from > 2; third += 1) {
    const length = Math.floor((to - from) / 3)
    const [left, right] = [from + length, to - length]
    const [leftFigure, rightFigure] = [figureOf(left), figureOf(right)]
    if (rightFigure <= limit) return right
    if (leftFigure <= limit) return left
    if (leftFigure <= rightFigure) to = right
    else from = left
  }
  return undefined
}

/**
 * Between units that are within the limit and units that are not: false position, as the figure is nearly straight;
 * the side that stays counts half from its second time on (the "Illinois" rule).
 */
function lastWithin(within: number, beyond: number, limit: number, figureOf: FigureOf): number {
  let [low, high] = [within, beyond]
  let [below, above] = [limit - figureOf(low), figureOf(high) - limit]
  let side = 0
  for (let guess = 1; high - low > 1; guess += 1) {
    const part = guess % HALVED === 0 ? 0.5 : below / (below + above)
    const units = Math.min(Math.max(low + Math.floor((high - low) * part), low + 1), high - 1)
    const off = figureOf(units) - limit
    if (off <= 0) {
      if (side < 0) above /= 2
      ;[low, below, side] = [units, -off, -1]
    } else {
      if (side > 0) below /= 2
      ;[high, above, side] = [units, off, 1]
    }
  }
  return low
}
