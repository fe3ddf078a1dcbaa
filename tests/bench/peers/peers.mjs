// How each peer runs the bench's strategy: SMA 10/30 cross, long or flat, filled at the next open where it can.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import grademark from 'grademark'
import dataForge from 'data-forge'
import 'data-forge-indicators'

const require = createRequire(import.meta.url)
const [FAST, SLOW] = [10, 30]

/**
 * @typedef {{ length: number, time: Float64Array, open: Float64Array, high: Float64Array, low: Float64Array,
 *   close: Float64Array, volume: Float64Array }} Bars
 * @typedef {{ seconds: number, trades: number }} Timing
 */

/** @param {() => unknown} work @returns {Promise<[number, unknown]>} */
async function timed(work) {
  const start = performance.now()
  const answer = await work()
  return [(performance.now() - start) / 1000, answer]
}

const GRADEMARK_RULES = {
  entryRule: (/** @type {() => void} */ enter, /** @type {any} */ { bar }) => {
    if (bar.fast > bar.slow) enter()
  },
  exitRule: (/** @type {() => void} */ exit, /** @type {any} */ { bar }) => {
    if (!(bar.fast > bar.slow)) exit()
  },
}

/** Mean of the last `period` closes, NaN before there are so many. @param {Float64Array} close @param {number} period */
function sma(close, period) {
  const out = new Float64Array(close.length).fill(NaN)
  let sum = 0
  for (let row = 0; row < close.length; row += 1) {
    sum += close[row] - (row >= period ? close[row - period] : 0)
    if (row >= period - 1) out[row] = sum / period
  }
  return out
}

/** @param {Bars} bars */
function barObjects(bars) {
  return Array.from(bars.time, (time, row) => ({
    time: new Date(time),
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
    volume: bars.volume[row],
  }))
}

/** As its manual shows: averages by its own indicators, trades, equity by trade. Knows no fees. @param {Bars} bars @returns {Promise<Timing>} */
async function runGrademark(bars) {
  const rows = barObjects(bars)
  const [seconds, trades] = await timed(() => {
    const series = new dataForge.DataFrame(rows)
    const closes = /** @type {any} */ (series.deflate((/** @type {any} */ bar) => bar.close))
    const input = series
      .skip(SLOW - 1)
      .withSeries('fast', closes.sma(FAST).skip(SLOW - FAST))
      .withSeries('slow', closes.sma(SLOW))
      .bake()
    const found = grademark.backtest(GRADEMARK_RULES, /** @type {any} */ (input))
    grademark.computeEquityCurve(100_000, found)
    return found
  })
  return { seconds, trades: 2 * /** @type {unknown[]} */ (trades).length }
}

/** Its engine alone, on bars that carry both averages already. @param {Bars} bars @returns {Promise<Timing>} */
async function runGrademarkBare(bars) {
  const [fast, slow] = [sma(bars.close, FAST), sma(bars.close, SLOW)]
  const rows = barObjects(bars).map((bar, row) => ({ ...bar, fast: fast[row], slow: slow[row] }))
  const series = new dataForge.DataFrame(rows)
  const [seconds, trades] = await timed(() =>
    grademark.backtest(GRADEMARK_RULES, /** @type {any} */ (series)),
  )
  return { seconds, trades: 2 * /** @type {unknown[]} */ (trades).length }
}

/**
 * Its database is by-passed: the modules that reach it are replaced before the runner loads. Its own way to earlier
 * candles searches the whole history at each bar, so the strategy keeps running sums instead. Fills at the close.
 * @param {Bars} bars @returns {Promise<Timing>}
 */
async function runBacktestFramework(bars) {
  const HELPERS = '@backtest/framework/dist/src/helpers/'
  const folder = fileURLToPath(new URL(`./node_modules/${HELPERS}`, import.meta.url))
  const candles = Array.from(bars.time, (openTime, row) => ({
    symbol: 'BTCUSD',
    interval: '1m',
    openTime,
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
    volume: bars.volume[row],
    closeTime: openTime + 60_000,
    assetVolume: 0,
    numberOfTrades: 0,
  }))
  const instead = (/** @type {string} */ file, /** @type {object} */ exports) => {
    const id = folder + file
    require.cache[id] = /** @type {any} */ ({ id, filename: id, loaded: true, exports })
  }
  instead('prisma-historical-data.js', {
    getCandles: async () => ({ candles, metaCandles: [{ symbol: 'BTCUSD', interval: '1m' }] }),
  })
  instead('strategies.js', {
    getStrategy: () => fileURLToPath(new URL('./sma-strategy.cjs', import.meta.url)),
  })
  const { run } = require(`${folder}run-strategy.js`)
  const [seconds, answer] = await timed(() =>
    run({
      strategyName: 'sma',
      historicalData: ['bars'],
      supportHistoricalData: [],
      params: {},
      startingAmount: 100_000,
      startTime: 0,
      endTime: Number.MAX_SAFE_INTEGER,
      percentFee: 0.1,
      percentSlippage: 0,
    }),
  )
  return { seconds, trades: /** @type {any} */ (answer).allOrders.length }
}

/** A native Pine script with its broker emulator. @param {Bars} bars @returns {Promise<Timing>} */
async function runPinets(bars) {
  const { PineTS } = await import('pinets')
  const candles = Array.from(bars.time, (openTime, row) => ({
    openTime,
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
    volume: bars.volume[row],
    closeTime: openTime + 60_000,
  }))
  const script = `//@version=6
strategy("SMA", initial_capital=100000, commission_type=strategy.commission.percent, commission_value=0.1, default_qty_type=strategy.percent_of_equity, default_qty_value=100)
fast = ta.sma(close, ${FAST})
slow = ta.sma(close, ${SLOW})
if ta.crossover(fast, slow)
    strategy.entry("long", strategy.long)
if ta.crossunder(fast, slow)
    strategy.close("long")
`
  const pine = new PineTS(candles)
  await pine.ready()
  const [seconds, context] = await timed(() => pine.run(script))
  const closed = /** @type {any} */ (context).strategy?.closedtrades
  return { seconds, trades: Array.isArray(closed) ? 2 * closed.length : NaN }
}

/** @type {ReadonlyMap<string, (bars: Bars) => Promise<Timing>>} */
export const PEERS = new Map([
  ['grademark', runGrademark],
  ['grademark, averages given', runGrademarkBare],
  ['@backtest/framework', runBacktestFramework],
  ['pinets', runPinets],
])
