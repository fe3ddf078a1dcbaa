/** What a strategy of one's own may use, as types; shown beside the editor. */
export const OWN_API_TEXT = `// A strategy is one object. It knows only bars that have
// closed; its orders meet the market at the next bar's
// open. There is no network and no storage.
export default {
  name: string,
  // Optional: numbers to be set in the form, by name.
  parameters: {
    fast: { min, max, initial, step?, label?, help? },
  },
  // Optional: what it returns comes back as state.
  start(p, products): state,
  // After every bar. p.fast is the value of the form.
  onBar(bars, account, order, p, state): void,
}

// Of the first product; prices in dollars.
interface Bars {
  of(product: string): Bars   // of another one
  product: string             // 'BTC-USD'
  products: string[]
  time: number    // end of the newest bar, ms since 1970
  count: number   // bars so far

  // back: 0 (if left out) is the newest closed bar, 1 the
  // one before; NaN before the first.
  open(back?): number
  high(back?): number
  low(back?): number
  close(back?): number
  volume(back?): number       // in base currency

  // Over so many bars; NaN until there are enough.
  sma(period, back?): number
  ema(period, back?): number
  rsi(period, back?): number        // 0 to 100
  atr(period, back?): number
  deviation(period, back?): number  // of closes
  highest(period, back?): number    // of highs
  lowest(period, back?): number     // of lows
}

// product: the first one if left out.
interface Account {
  cash: number                // dollars
  equity: number              // cash and holdings
  fee: number                 // 0.006 is 0.6 %
  holding(product?): number   // in base currency
  weight(product?): number    // part of equity, 0 to 1
  cost(product?): number      // dollars, with fees
  heldFor(product?): number   // ms
}

interface Order {
  // Hold this part of equity, 0 to 1. Asked again while
  // it is held, nothing is traded.
  target(product, weight, reason?): void
  // Also trades back to the part when prices moved it.
  rebalance(product, weight, reason?): void
  // In base currency, rounded down to the product's step.
  buy(product, quantity, reason?): void
  sell(product, quantity, reason?): void
}
`
