import { log } from '../../stats/log'
import { RandomStream } from '../../stats/random-stream'
import { endsOfBlocks } from './block-ends'
import { type Blocks, blocksOf } from './blocks'
import type { BootstrapSettings } from './bootstrap-walk'
import { growthOf } from './growth'
import { PATHS_AT_ONCE, type PathSource } from './path-source'

/** The blocks of a bootstrap, of which only the end is wanted. Each product goes through the same ones. */
export class BootstrapEnds implements PathSource {
  readonly heights = new Float64Array(PATHS_AT_ONCE)
  readonly #ends = new Float64Array(PATHS_AT_ONCE)
  readonly #sums: readonly Float64Array[]
  readonly #blocks: Blocks
  #chunk = 0

  constructor(
    factors: readonly Float64Array[],
    private readonly settings: BootstrapSettings,
  ) {
    const { meanBlock, steps } = settings
    const rows = factors[0]?.length ?? 0
    this.#blocks = blocksOf(rows, meanBlock, steps)
    this.#sums = factors.map((row) => runningTotals(row.map(log), rows + steps))
  }

  begin(chunk: number): void {
    this.#chunk = chunk
  }

  advance(): void {
    const { unit, cash, values } = this.settings
    this.heights.fill(cash)
    this.#sums.forEach((sums, product) => {
      this.#end(sums, unit === 'log-growth' ? this.heights : this.#ends)
      if (unit === 'dollars') addEquity(this.heights, values[product] ?? 0, this.#ends)
    })
  }

  #end(sums: Float64Array, ends: Float64Array): void {
    const stream = new RandomStream(this.settings.key, this.#chunk)
    endsOfBlocks(stream, this.#blocks, sums, this.settings.steps, ends)
  }
}

function addEquity(equity: Float64Array, value: number, logs: Float64Array): void {
  for (let path = 0; path < equity.length; path += 1) {
    equity[path] = (equity[path] as number) + value * growthOf(logs[path] as number)
  }
}

/** Of the values before each place, over and over; so many places. */
function runningTotals(values: Float64Array, count: number): Float64Array {
  const totals = new Float64Array(count + 1)
  for (let at = 0; at < count; at += 1) {
    totals[at + 1] = (totals[at] ?? 0) + (values[at % values.length] ?? 0)
  }
  return totals
}
