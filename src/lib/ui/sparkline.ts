const INSET = 1.5

/** `points` of an SVG polyline that fits the closes, oldest first, into a box; empty below two closes. */
export function sparkPoints(closes: readonly number[], width: number, height: number): string {
  const known = closes.filter((close) => Number.isFinite(close))
  if (known.length < 2) return ''
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const step = (width - 2 * INSET) / (known.length - 1)
  return known
    .map((close, index) => {
      const level = span === 0 ? 0.5 : (close - low) / span
      const y = height - INSET - level * (height - 2 * INSET)
      return `${(INSET + index * step).toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}
