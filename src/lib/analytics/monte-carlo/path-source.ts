/** Paths that are made together: a chunk, of whose random numbers no other has any. */
export const PATHS_AT_ONCE = 512

/**
 * What tells where a path is: equity, or for one product without cash, where it is all that is needed and far cheaper,
 * the logarithm of equity's growth since the start.
 */
export type HeightUnit = 'dollars' | 'log-growth'

/** Makes the paths of a chunk side by side, from look to look. */
export interface PathSource {
  /** Of {@link PATHS_AT_ONCE} paths at the last look; good until the next. */
  readonly heights: Float64Array
  /** All paths of the chunk stand at their start. */
  begin(chunk: number): void
  /** All paths go on to the next look. */
  advance(): void
}
