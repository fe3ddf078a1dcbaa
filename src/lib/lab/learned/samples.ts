/**
 * What a model is trained on: `count` rows of `width` inputs, the first of them always 1, and what came of
 * each: the log return over the horizon. Only the first `count` rows of the columns are meant.
 */
export interface Samples {
  readonly width: number
  count: number
  readonly inputs: Float64Array
  readonly outcomes: Float64Array
}

/** Room for so many rows of so many features. */
export function allocateSamples(rows: number, features: number): Samples {
  const width = features + 1
  return { width, count: 0, inputs: new Float64Array(rows * width), outcomes: new Float64Array(rows) }
}

/**
 * Mean and population standard deviation of each input over the samples; the leading 1 stays as it is: 0 and
 * 1.
 */
export interface Scales {
  readonly means: Float64Array
  readonly deviations: Float64Array
}

/**
 * Scales the inputs in place and says by what. An input that does not vary becomes 0: nothing can be learned
 * of it.
 */
export function standardise({ width, count, inputs }: Samples): Scales {
  const means = new Float64Array(width)
  const deviations = new Float64Array(width).fill(1)
  for (let input = 1; input < width; input += 1) {
    const [mean, deviation] = scaleOf(inputs, input, width, count)
    means[input] = mean
    deviations[input] = deviation
    for (let row = 0; row < count; row += 1) {
      const at = row * width + input
      inputs[at] = deviation === 0 ? 0 : ((inputs[at] ?? NaN) - mean) / deviation
    }
  }
  return { means, deviations }
}

function scaleOf(inputs: Float64Array, input: number, width: number, count: number): [number, number] {
  let total = 0
  for (let row = 0; row < count; row += 1) total += inputs[row * width + input] ?? NaN
  const mean = total / count
  let squares = 0
  for (let row = 0; row < count; row += 1) {
    const apart = (inputs[row * width + input] ?? NaN) - mean
    squares += apart * apart
  }
  const deviation = Math.sqrt(squares / count)
  // Equal values whose mean was rounded have no spread, only dust.
  return [mean, deviation <= 4 * Number.EPSILON * Math.abs(mean) ? 0 : deviation]
}
