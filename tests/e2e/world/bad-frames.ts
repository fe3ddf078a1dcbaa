import type { FrameFault } from './faults'

/** A good ticker frame, as the fields a bad one is made from. */
export type TickerFrame = Readonly<Record<string, unknown>> & {
  readonly best_bid: string
  readonly best_ask: string
}

const TWO_MEGABYTES = 2_000_000

/** What is sent beside a good ticker when a fault is on. */
export function badFrame(fault: FrameFault, good: TickerFrame): string | Buffer {
  switch (fault) {
    case 'malformed':
      return JSON.stringify(good).slice(0, 60)
    case 'not-an-object':
      return '[1, "two", null]'
    case 'huge':
      return JSON.stringify({ ...good, padding: 'x'.repeat(TWO_MEGABYTES) })
    case 'binary':
      return Buffer.from([0, 255, 1, 254])
    case 'zero-price':
      return JSON.stringify(priced(good, '0'))
    case 'negative-price':
      return JSON.stringify(priced(good, '-12.5'))
    case 'nan-price':
      return JSON.stringify(priced(good, 'NaN'))
    case 'absurd-price':
      return JSON.stringify(priced(good, '9'.repeat(40)))
    case 'crossed':
      return JSON.stringify({ ...good, best_bid: twice(good.best_ask) })
    case 'time-backwards':
      return JSON.stringify({ ...good, ...priced(good, '1'), sequence: 1, trade_id: 1, time: LONG_AGO })
    case 'unknown-type':
      return JSON.stringify({ type: 'surprise', product_id: good.product_id })
  }
}

const LONG_AGO = '2020-01-01T00:00:00.000000Z'

function priced(good: TickerFrame, price: string): TickerFrame {
  return { ...good, price, best_bid: price, best_ask: price }
}

function twice(text: string): string {
  return String(Number(text) * 2)
}
