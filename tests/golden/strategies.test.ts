import { describe, expect, it } from 'vitest'
import { quickStatistics } from '$lib/analytics/quick-statistics'
import { sha256, toHex } from '$lib/core/hash'
import type { BarBlock } from '$lib/engine/block/bar-block'
import { STRATEGIES } from '$lib/lab/strategies/registry'
import { seededBars } from '../bench/seeded-bars'
import { recordedWeek } from '../fixtures/recorded-week'
import { blockEventsOf } from '../fixtures/risk-bars'
import { blockOf, modelOf, runOn } from '../fixtures/strategy-runs'

const WEEK = 10_080

/** What a strategy, with the parameters it starts with, made of bars. */
interface Golden {
  readonly trades: number
  readonly totalReturn: number
  readonly sharpe: number
  readonly maxDrawdown: number
  /** Over every order: row, side, product, units and ticks. */
  readonly orders: string
}

function goldenOf(id: string, block: BarBlock): Golden {
  const strategy = STRATEGIES.find((one) => one.id === id)
  if (strategy === undefined) throw new Error(`no strategy ${id}`)
  const result = runOn(block, modelOf(strategy))
  const orders = blockEventsOf(result).flatMap((event) => {
    if (event.type !== 'Traded') return []
    const { row, side, product, quantity, price } = event
    return `${row} ${side} ${product} ${quantity} ${price}\n`
  })
  const time = block.products[0]?.time.map((start) => start + 60_000) ?? new Float64Array(0)
  const figures = quickStatistics({ equity: result.equity, time, granularity: 60, initial: 100_000 })
  const { totalReturn, sharpe, maxDrawdown } = figures
  return { trades: result.trades, totalReturn, sharpe, maxDrawdown, orders: toHex(sha256(orders.join(''))) }
}

// Change only in a commit that says why: other orders mean that a strategy is another one than it was.
const SEEDED: Readonly<Record<string, Golden>> = {
  'sma-cross': {
    trades: 770,
    totalReturn: -0.32095510856756215,
    sharpe: -81.98326074226263,
    maxDrawdown: 0.32301857899801045,
    orders: '9ec438a78d441d3609c749fdc98ad66c8e7886d5d17e52cc7bd5ecef49d7f6cc',
  },
  'ema-cross': {
    trades: 754,
    totalReturn: -0.3213453961744772,
    sharpe: -81.23041130545685,
    maxDrawdown: 0.3244640851342381,
    orders: 'bfafab24078f49171fcc892a031162dc99af4248aacd7e020a7bb1d3e1d7d4ca',
  },
  'rsi-reversion': {
    trades: 258,
    totalReturn: -0.10618545472907381,
    sharpe: -40.768552286112204,
    maxDrawdown: 0.10739188508605946,
    orders: '08bfa3a997620bd672fa01b500947a4ce05581bd48638acdd9e1f0032173f481',
  },
  'donchian-breakout': {
    trades: 593,
    totalReturn: -0.2633667593395973,
    sharpe: -72.85200437579074,
    maxDrawdown: 0.2661267273868775,
    orders: 'be0ae3ae8af216f7d8c383235f5a6279d39a7867cb669c31dfd1f7b507a4cba8',
  },
  'volatility-momentum': {
    trades: 505,
    totalReturn: -0.1451546543108928,
    sharpe: -47.63936011893536,
    maxDrawdown: 0.1521776152926415,
    orders: '596f4212c6831524b40b27446571df69c1c37d2c413b0be5c8d76da12bd4be80',
  },
  'buy-and-hold': {
    trades: 2,
    totalReturn: 0.014061118217721269,
    sharpe: 2.503239943132664,
    maxDrawdown: 0.03418888018795774,
    orders: 'c575c5ca0e723595f4559a711c3e5992ec61606206145937747ec9f2064a456d',
  },
  'equal-rebalance': {
    trades: 4,
    totalReturn: 0.01862261416267952,
    sharpe: 3.261684757477041,
    maxDrawdown: 0.03372902180382287,
    orders: 'da7263c7638f95e18516d3a5adf36a7f36043adc27c50b2b7b2fbff5222dd772',
  },
  'house-momentum': {
    trades: 280,
    totalReturn: -0.07761298121190807,
    sharpe: -34.072989561572854,
    maxDrawdown: 0.07854055386424985,
    orders: '0c25476202ae407a17bfa4cb3ef68505110f2b881ed03e300f63ddd2d5e3f385',
  },
  'house-brainrot': {
    trades: 9,
    totalReturn: 0.00979520768801323,
    sharpe: 1.3925473099265875,
    maxDrawdown: 0.0768206097865457,
    orders: 'fc2f2d5574875667c849b142cfb02bd9647cfa52eaaddc9a9ac0cb6170ac77b5',
  },
  'house-scalper': {
    trades: 14456,
    totalReturn: -0.04890153529661945,
    sharpe: -952.549884335575,
    maxDrawdown: 0.04890153529661945,
    orders: '2638b9ab9dd41f587bab86dc1c6fab5d95a601e131ecf5a54dfbedf431df9514',
  },
  'learned-ridge': {
    trades: 0,
    totalReturn: 0,
    sharpe: NaN,
    maxDrawdown: 0,
    orders: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  },
  'learned-logistic': {
    trades: 64,
    totalReturn: -0.0286843985220967,
    sharpe: -38.5891041888118,
    maxDrawdown: 0.028812163270924396,
    orders: '2aae30b5d49da798eb411fc91ac3e1d73cf8a7e760617a251df823c730e48d04',
  },
}
const RECORDED: Readonly<Record<string, Golden>> = {
  'sma-cross': {
    trades: 403,
    totalReturn: -0.35091639074971315,
    sharpe: -51.82473814832401,
    maxDrawdown: 0.3602008837341041,
    orders: '5a3d542211a5f7e5dfbd5a23684faf7a0024dd88beda6e2e6a7e2267c2ea7049',
  },
  'ema-cross': {
    trades: 389,
    totalReturn: -0.34152467778337425,
    sharpe: -50.119112412936275,
    maxDrawdown: 0.3509435098408833,
    orders: 'bb8ba579665cb91ae638c2484578c4c8a7525e3e9ce874166e4d28425d717976',
  },
  'rsi-reversion': {
    trades: 162,
    totalReturn: -0.13006816491013584,
    sharpe: -18.948718062338138,
    maxDrawdown: 0.13855238484212185,
    orders: '8c6e1146edbce193c29e44ecd42069cb4bc4c42d6d0c49d0a49961027753100a',
  },
  'donchian-breakout': {
    trades: 354,
    totalReturn: -0.30941008613204113,
    sharpe: -54.68286831106527,
    maxDrawdown: 0.3187588393241608,
    orders: '8ea3d864eabbacec3a340998bdab2904add84abaa45ba389062ab864ec1cdc71',
  },
  'volatility-momentum': {
    trades: 446,
    totalReturn: -0.26391082569485735,
    sharpe: -56.17622333365317,
    maxDrawdown: 0.27053671775655797,
    orders: 'd98d97474d3e5a30649dfbeb32e9cdbd62e22b210afa2cedf82ec80417519bf7',
  },
  'buy-and-hold': {
    trades: 1,
    totalReturn: -0.025919018509642067,
    sharpe: -1.9902616830025484,
    maxDrawdown: 0.08496620186636272,
    orders: '9eb895d50fa1b9c5d8a04af2af85524b4fe47b3b1cd990aa01f9743a6ffee652',
  },
  'equal-rebalance': {
    trades: 1,
    totalReturn: -0.025919018509642067,
    sharpe: -1.9902616830025484,
    maxDrawdown: 0.08496620186636272,
    orders: '9eb895d50fa1b9c5d8a04af2af85524b4fe47b3b1cd990aa01f9743a6ffee652',
  },
  'house-momentum': {
    trades: 157,
    totalReturn: -0.05595366531476276,
    sharpe: -25.914818950288694,
    maxDrawdown: 0.058970855619435714,
    orders: '47c82d07ceeecc5b7afe847611d470e0b6c89c16938b5bfd9529a85d67bb9176',
  },
  'house-brainrot': {
    trades: 1,
    totalReturn: -0.025919018509642067,
    sharpe: -1.9902616830025484,
    maxDrawdown: 0.08496620186636272,
    orders: '9eb895d50fa1b9c5d8a04af2af85524b4fe47b3b1cd990aa01f9743a6ffee652',
  },
  'house-scalper': {
    trades: 10079,
    totalReturn: -0.038262297047916505,
    sharpe: -575.3062739290813,
    maxDrawdown: 0.03826256266859218,
    orders: '1a4fb45d94386e4018712a790b9f28352d5c0b8943ce8236fd491e82df377cb8',
  },
  'learned-ridge': {
    trades: 14,
    totalReturn: -0.021836606595207697,
    sharpe: -8.984600228116067,
    maxDrawdown: 0.02801527208623289,
    orders: '7720d111ae1bc8ea6718d0823c4f4f2a10ab739b3413f16fbfd7db5c34cbd5f5',
  },
  'learned-logistic': {
    trades: 64,
    totalReturn: -0.05729941412164963,
    sharpe: -14.308428071775397,
    maxDrawdown: 0.07365979872056838,
    orders: '06ea7bed5f68738dd3b7f56495869802af02321cd5e2e78364832c5bbe257486',
  },
}

const listed = STRATEGIES.map(({ id }) => id)

describe('on a seeded week of two products', () => {
  const block = blockOf([seededBars(WEEK, 'golden one'), seededBars(WEEK, 'golden two')])

  it.each(listed)('%s gives the pinned orders and statistics', (id) => {
    expect(goldenOf(id, block)).toEqual(SEEDED[id])
  })
})

const week = recordedWeek()

describe.skipIf(week === undefined)('on a recorded week of BTC-USD', () => {
  it.each(listed)('%s gives the pinned orders and statistics', (id) => {
    expect(week && goldenOf(id, week)).toEqual(RECORDED[id])
  })
})
