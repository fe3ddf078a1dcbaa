/** What columns seem to be, by their names and first values. */
import type { ImportChoices } from '../../../workers/api/lab'
import { type BarColumn, type StoredColumn, BAR_COLUMNS } from '../../market/bars'
import { type BarGranularity, BAR_GRANULARITIES } from '../../market/types'

export type ColumnRoles = ImportChoices['columns']

/** Roles of columns whose values are prices. */
export const PRICE_ROLES = ['open', 'high', 'low', 'close', 'bid', 'ask'] as const

/** Names in small letters and digits only, best first. */
const NAMES: Readonly<Record<StoredColumn, readonly string[]>> = {
  time: [
    'time',
    'timestamp',
    'opentime',
    'datetime',
    'date',
    'start',
    'bucket',
    'unix',
    'unixtimestamp',
    'ts',
    't',
  ],
  open: ['open', 'openprice', 'priceopen', 'first', 'o'],
  high: ['high', 'highprice', 'pricehigh', 'max', 'h'],
  low: ['low', 'lowprice', 'pricelow', 'min', 'l'],
  close: ['close', 'closeprice', 'priceclose', 'last', 'c'],
  volume: ['volume', 'basevolume', 'volumebase', 'vol', 'v', 'quantity', 'amount'],
  bid: ['bidopen', 'openbid', 'bid', 'bestbid', 'bidprice', 'bestbidprice'],
  ask: ['askopen', 'openask', 'ask', 'bestask', 'askprice', 'bestaskprice'],
}

/**
 * By name; a role that no name fits is an empty text. Of a file that has quotes only, the bars are those of the bid:
 * it is where a sale is filled, and the ask tells how much more a purchase costs.
 */
export function rolesByName(names: readonly string[], product: string): ColumnRoles {
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const base = product.split('-')[0]?.toLowerCase() ?? ''
  const first = (wanted: readonly string[]): string => {
    const found = wanted.find((name) => plain.includes(name))
    return found === undefined ? '' : (names[plain.indexOf(found)] ?? '')
  }
  const find = (role: StoredColumn): string => first(NAMES[role])
  const [bid, ask] = [find('bid'), find('ask')]
  const trades = { open: find('open'), high: find('high'), low: find('low'), close: find('close') }
  const ofBid = {
    ...{ open: first(['bidopen']), high: first(['bidhigh']) },
    ...{ low: first(['bidlow']), close: first(['bidclose']) },
  }
  const isWhole = Object.values(ofBid).every((name) => name !== '')
  const hasTrades = Object.values(trades).some((name) => name !== '')
  return {
    time: find('time'),
    ...(isWhole && !hasTrades ? ofBid : trades),
    volume: first([`volume${base}`, ...NAMES.volume]),
    ...(bid === '' || ask === '' ? {} : { bid, ask }),
  }
}

/** Of columns without names: time, open, high, low, close, volume, or the exchange's own time, low, high, open, close. */
export function rolesByPlace(names: readonly string[], rows: readonly (readonly number[])[]): ColumnRoles {
  const fits = ([, open = 0, high = 0, low = 0, close = 0]: readonly number[]): boolean =>
    high >= Math.max(open, close) && low <= Math.min(open, close)
  const fitsExchange = ([, low = 0, high = 0, open = 0, close = 0]: readonly number[]): boolean =>
    high >= Math.max(open, close) && low <= Math.min(open, close)
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = names
  if (!rows.every(fits) && rows.every(fitsExchange)) {
    return { time: a, low: b, high: c, open: d, close: e, volume: f }
  }
  return { time: a, open: b, high: c, low: d, close: e, volume: f }
}

/** Roles that no column was found for, apart from volume. */
export function missingRoles(roles: ColumnRoles): readonly BarColumn[] {
  return BAR_COLUMNS.filter((role) => role !== 'volume' && roles[role] === '')
}

/** The most usual step between times in ms, where bars of that length are known here. */
export function guessGranularity(times: readonly number[]): BarGranularity | undefined {
  const counts = new Map<number, number>()
  for (let at = 1; at < times.length; at += 1) {
    const step = Math.abs((times[at] ?? 0) - (times[at - 1] ?? 0)) / 1000
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
  return BAR_GRANULARITIES.find((granularity) => granularity === usual)
}

/** What prices are given in, likelier ones first: `big-btc-usd.csv` holds dollars. */
const QUOTES = ['USDC|USDT|USD|EUR|GBP', 'BTC|ETH'] as const

/** Names of exchanges are no currencies: files are called `coinbaseUSD_1-min.csv` too. */
const EXCHANGES = new Set(['BINANCE', 'BITFINEX', 'BITSTAMP', 'COINBASE', 'GEMINI', 'KRAKEN'])

/** What some call a currency, and its name here. */
const ALIASES: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' }

/**
 * A product id in a file's name: `Coinbase_BTCUSD_1m.csv` and `XBTUSD.csv` → `BTC-USD`; empty where there is none.
 */
export function guessProduct(name: string): string {
  for (const quotes of QUOTES) {
    const pair = new RegExp(`(?:^|[^A-Z0-9])([A-Z0-9]{2,10}?)[-_/ ]?(${quotes})(?:[^A-Z0-9]|$)`)
    const [, base = '', quote = ''] = pair.exec(name.toUpperCase()) ?? []
    if (base !== '' && !EXCHANGES.has(base)) return `${ALIASES[base] ?? base}-${quote}`
  }
  return ''
}

/** The smallest price step that the prices need; a hundredth at least. */
export function guessIncrement(prices: readonly string[]): string {
  const places = prices.map((text) => /[.,](\d+)$/.exec(text)?.[1]?.replace(/0+$/, '').length ?? 0)
  const most = Math.min(12, Math.max(2, ...places))
  return `0.${'1'.padStart(most, '0')}`
}
