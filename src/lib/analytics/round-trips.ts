import { type Closing, OpenTrip } from './open-trip'
import type { LoggedFills } from '../engine/block/logged-fills'
import type { RunRecord } from './run-record'
import type { RoundTrip } from './tear-sheet'

/**
 * A run's positions, each from a holding of nothing back to nothing, at average cost: in the order they were closed,
 * those still held last, marked at the last price. One pass over the fills; and over each product's rows at most
 * once, since its positions do not overlap.
 */
export function roundTrips(run: RunRecord): readonly RoundTrip[] {
  const { fills } = run
  const held = new Map<number, OpenTrip>()
  const trips: RoundTrip[] = []
  for (let fill = 0; fill < fills.length; fill += 1) {
    const product = fills.product[fill] ?? 0
    const trip = held.get(product) ?? openedBy(fills, fill)
    held.set(product, trip)
    take(trip, fills, fill)
    if (!trip.flat) continue
    held.delete(product)
    trips.push(trip.closed({ row: fills.row[fill] ?? 0, time: fills.time[fill] ?? 0 }, run.prices[product]))
  }
  const end = { row: run.time.length, time: run.time[run.time.length - 1] ?? 0 }
  for (const trip of held.values()) trips.push(marked(trip, run, end))
  return trips
}

function openedBy(fills: LoggedFills, fill: number): OpenTrip {
  return new OpenTrip(fills.product[fill] ?? 0, fills.row[fill] ?? 0, fills.time[fill] ?? 0)
}

function take(trip: OpenTrip, fills: LoggedFills, fill: number): void {
  const { quantity, price, fee, side } = fills
  trip.take(side[fill] ?? 0, quantity[fill] ?? 0, price[fill] ?? 0, fee[fill] ?? 0)
}

function marked(trip: OpenTrip, { prices }: RunRecord, end: Closing): RoundTrip {
  const columns = prices[trip.product]
  return trip.marked(end, columns === undefined ? NaN : lastPrice(columns), columns)
}

/** The last close there was, USD. */
function lastPrice({ close, dollarsPerTick }: RunRecord['prices'][number]): number {
  for (let row = close.length - 1; row >= 0; row -= 1) {
    const ticks = close[row] ?? NaN
    if (ticks > 0) return ticks * dollarsPerTick
  }
  return NaN
}
