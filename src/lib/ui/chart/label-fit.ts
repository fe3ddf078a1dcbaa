/** A name on the price scale, as far as its place matters. */
export interface LabelPlace {
  readonly key: string
  /** Pixels from the top; null where the scale does not reach. */
  readonly y: number | null
}

/** What a name takes on the scale, with a gap, in pixels. */
const LABEL_HEIGHT = 17

/**
 * The names that fit, each at its own line and none over another; who comes first goes first.
 * @param taken places that are occupied whatever happens
 */
export function fittingLabels(
  places: readonly LabelPlace[],
  taken: readonly number[],
  height: number,
): ReadonlySet<string> {
  const occupied = [...taken]
  const fitting = new Set<string>()
  for (const { key, y } of places) {
    if (y === null || y < LABEL_HEIGHT / 2 || y > height - LABEL_HEIGHT / 2) continue
    if (occupied.some((other) => Math.abs(other - y) < LABEL_HEIGHT)) continue
    occupied.push(y)
    fitting.add(key)
  }
  return fitting
}
