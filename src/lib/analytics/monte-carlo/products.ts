/** Adds a product's row of the root of a covariance times independent sums: what these are for the product. */
export function addProducts(
  logs: Float64Array,
  walks: readonly Float64Array[],
  root: Float64Array,
  product: number,
): void {
  for (let other = 0; other <= product; other += 1) {
    const factor = root[product * walks.length + other] ?? 0
    const walk = walks[other]
    if (factor !== 0 && walk !== undefined) addScaled(logs, factor, walk)
  }
}

function addScaled(logs: Float64Array, factor: number, walk: Float64Array): void {
  for (let path = 0; path < logs.length; path += 1) {
    logs[path] = (logs[path] as number) + factor * (walk[path] as number)
  }
}
