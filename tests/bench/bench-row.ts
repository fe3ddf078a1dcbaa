/** One figure of a bench; a bench exports `run(): Promise<BenchRow[]>`. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it is compared with, in the same unit. */
  readonly reference?: number
  /** Of the value to the reference. */
  readonly ratio?: number
  /** What is aimed at, in words. */
  readonly target?: string
}

/** A figure beside the one it is measured against. */
export function compared(row: BenchRow & { readonly reference: number }): BenchRow {
  return { ...row, ratio: row.value / row.reference }
}

/** The smallest sample that `share` (0 … 1) of all samples do not exceed. @throws RangeError when there is none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const value = sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)]
  if (value === undefined) throw new RangeError('no samples')
  return value
}
