import { parquetTable } from './parquet-write'

/** A run's curves, row by row, of equal length. */
export interface EquityColumns {
  /** Closes of the rows, ms since the epoch. */
  readonly time: Float64Array
  /** USD. */
  readonly equity: Float64Array
  readonly benchmark: Float64Array
  /** 0 or below, as a fraction of the peak. */
  readonly drawdown: Float64Array
}

/** The curves as a Parquet file. */
export function equityParquet({ time, equity, benchmark, drawdown }: EquityColumns): Blob {
  const about = new Map([
    ['unit', 'USD'],
    ['simulated', 'true'],
  ])
  return parquetTable(BigInt64Array.from(time, BigInt), { equity, benchmark, drawdown }, about)
}
