/** Paths as one writes them at first: what the kernels of `monte-carlo.bench.ts` are held against. */

/** GBM by `Math.random` and Box–Muller, one normal of each pair of uniforms; keeps end values. */
export function plainPaths(ends: Float64Array, steps: number, drift: number, deviation: number): void {
  for (let path = 0; path < ends.length; path += 1) {
    let price = 1
    for (let step = 0; step < steps; step += 1) {
      const radius = Math.sqrt(-2 * Math.log(1 - Math.random()))
      price *= Math.exp(drift + deviation * radius * Math.cos(2 * Math.PI * Math.random()))
    }
    ends[path] = price
  }
}

/** The same, using both normals of a pair. */
export function pairedPaths(ends: Float64Array, steps: number, drift: number, deviation: number): void {
  for (let path = 0; path < ends.length; path += 1) {
    let price = 1
    for (let step = 0; step < steps; step += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - Math.random()))
      const angle = 2 * Math.PI * Math.random()
      price *= Math.exp(drift + deviation * radius * Math.cos(angle))
      price *= Math.exp(drift + deviation * radius * Math.sin(angle))
    }
    ends[path] = price
  }
}

/** Stationary bootstrap by `slice` and `concat`; keeps end values. */
export function slicedPaths(
  ends: Float64Array,
  steps: number,
  returns: readonly number[],
  meanBlock: number,
): void {
  const scale = Math.log(1 - 1 / meanBlock)
  for (let path = 0; path < ends.length; path += 1) {
    let drawn: number[] = []
    while (drawn.length < steps) {
      const length = Math.min(1 + Math.floor(Math.log(1 - Math.random()) / scale), steps - drawn.length)
      const from = Math.floor(Math.random() * returns.length)
      drawn = drawn.concat(returns.slice(from, from + length))
      if (from + length > returns.length)
        drawn = drawn.concat(returns.slice(0, from + length - returns.length))
    }
    ends[path] = drawn.reduce((price, value) => price * (1 + value), 1)
  }
}
