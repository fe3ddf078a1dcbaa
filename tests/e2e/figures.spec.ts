// Every number on the page, against an independent recomputation from the log in the browser's storage.
import type { TableRow } from './arena-page'
import { expect, test } from './fixtures'
import { dollars, fixed, Oracle, type OraclePosition, type OracleRun } from './oracle'
import { readNewestLog } from './stored-log'

/** A cell's figure as plain decimal text: no currency, sign as `-`, no grouping, nothing after it. */
function figure(cell: string | undefined): string {
  const [first = ''] = (cell ?? '')
    .replace(/[▲▼$+,]/g, '')
    .replace('−', '-')
    .trim()
    .split(/\s+/)
  return first === '<0.01' || first === '-<0.01' ? '0.00' : first
}

const money = (value: bigint): string => fixed(value, 2).replace(/^-0\.00$/, '0.00')
const percent = (ratio: number): number => 100 * ratio
const places = (increment: bigint): number => {
  return increment.toString().padStart(19, '0').slice(-18).replace(/0+$/, '').length
}

for (const rules of ['Realistic', 'Classic']) {
  test(`every figure of a ${rules} match agrees with its log`, async ({ arena, world }) => {
    test.setTimeout(120_000)
    await arena.open()
    await arena.startMatch({ interval: '2', rules, products: ['BTC-USD', 'FARTCOIN-USD', 'PEPE-USD'] })
    await arena.waitForTrades(10, 75_000)
    await arena.end()
    const { steps } = await readNewestLog(arena.page)
    const oracle = new Oracle(steps)
    expect(oracle.disagreements).toEqual([])
    expect(oracle.trades.length).toBeGreaterThanOrEqual(10)
    checkLeaderboard(oracle, await arena.rows('Leaderboard'))
    checkPositions(oracle, await arena.rows('Positions'))
    checkTrades(oracle, await arena.rows('Trade log'))
    checkMarket(oracle, await arena.rows('Market'))
    expect(world.strangers).toEqual([])
  })
}

function checkLeaderboard(oracle: Oracle, rows: readonly TableRow[]): void {
  expect(rows).toHaveLength(oracle.runs.length)
  for (const run of oracle.runs) {
    const row = rowOf(run, rows)
    const equity = oracle.equity(run)
    const initial = oracle.config.initialCash as bigint
    expect(figure(row['Total value'])).toBe(money(equity))
    expect(figure(row.Cash)).toBe(money(run.cash))
    expect(figure(row['P&L'])).toBe(money(equity - initial))
    expect(Number(figure(row['P&L %']))).toBeCloseTo(percent(dollars(equity - initial) / dollars(initial)), 1)
    expect(Number(figure(row['Max drawdown']))).toBeCloseTo(percent(run.maxDrawdown), 1)
    expect(row.Positions).toBe(String(run.positions.size))
    expect(row.Trades).toBe(String(run.trades))
    expect(figure(row.Fees)).toBe(money(run.fees))
  }
  const byValue = oracle.runs
    .filter(({ role }) => role === 'agent')
    .sort((a, b) => {
      return oracle.equity(a) < oracle.equity(b) ? 1 : -1
    })
  const best = byValue[0]
  if (best !== undefined) expect(rowOf(best, rows).Rank).toBe('1')
}

function checkPositions(oracle: Oracle, rows: readonly TableRow[]): void {
  const held = oracle.runs.flatMap((run) =>
    [...run.positions.values()].map((position) => ({ run, position })),
  )
  expect(rows).toHaveLength(held.length)
  for (const { run, position } of held) {
    const spec = oracle.config.products[position.product]!
    const row = rows.find((each) => each.Agent?.includes(run.name) && each.Product === spec.id)
    expect(row, `${run.name} holds ${spec.id}`).toBeDefined()
    const { basis, quantity } = position
    const value = oracle.marketValue(position)
    const digits = places(spec.quoteIncrement)
    expect(trimmed(figure(row?.Quantity))).toBe(trimmed(fixed(quantity * spec.baseIncrement, 18)))
    expect(Number(figure(row?.['Avg cost']))).toBeCloseTo(
      averageCost(position, spec.baseIncrement),
      digits - 1,
    )
    expect(figure(row?.['Cost basis'])).toBe(money(basis))
    expect(figure(row?.Price)).toBe(priceOf(oracle, position.product))
    expect(figure(row?.['Market value'])).toBe(money(value))
    expect(figure(row?.['P&L'])).toBe(money(value - basis))
    expect(Math.abs(heldSeconds(row?.Held) - (oracle.time - position.since) / 1000)).toBeLessThan(60)
  }
}

function checkTrades(oracle: Oracle, rows: readonly TableRow[]): void {
  const newestFirst = oracle.trades.toReversed()
  expect(rows).toHaveLength(Math.min(50, newestFirst.length))
  rows.forEach((row, at) => {
    const trade = newestFirst[at]!
    const spec = oracle.config.products[trade.product]!
    expect(row.Agent).toContain(oracle.runs[trade.run]?.name)
    expect(row.Action?.toLowerCase()).toContain(trade.side)
    expect(row.Product).toBe(spec.id)
    expect(trimmed(figure(row.Quantity))).toBe(trimmed(fixed(trade.quantity * spec.baseIncrement, 18)))
    expect(figure(row.Price)).toBe(fixed(trade.price * spec.quoteIncrement, places(spec.quoteIncrement)))
    expect(figure(row.Value)).toBe(money(trade.value))
    expect(figure(row.Fee)).toBe(money(trade.fee))
  })
}

function checkMarket(oracle: Oracle, rows: readonly TableRow[]): void {
  expect(rows).toHaveLength(oracle.config.products.length)
  oracle.config.products.forEach((spec, product) => {
    const row = rows.find((each) => each.Product?.includes(spec.id))
    const quote = oracle.quotes.get(product)!
    const text = (ticks: bigint) => fixed(ticks * spec.quoteIncrement, places(spec.quoteIncrement))
    expect(figure(row?.Price)).toBe(text(quote.price))
    expect(figure(row?.Bid)).toBe(text(quote.bid))
    expect(figure(row?.Ask)).toBe(text(quote.ask))
    const spread = (2e4 * Number(quote.ask - quote.bid)) / Number(quote.ask + quote.bid)
    expect(Number(figure(row?.Spread))).toBeCloseTo(spread, 0)
  })
}

function rowOf(run: OracleRun, rows: readonly TableRow[]): TableRow {
  const row = rows.find((each) => new RegExp(`\\b${run.name}\\b`).test(each.Agent ?? ''))
  if (row === undefined) throw new Error(`${run.name} is not on the leaderboard`)
  return row
}

function averageCost({ basis, quantity }: OraclePosition, baseIncrement: bigint): number {
  return Number(basis) / Number(quantity) / Number(baseIncrement)
}

function priceOf(oracle: Oracle, product: number): string {
  const spec = oracle.config.products[product]!
  return fixed((oracle.quotes.get(product)?.price ?? 0n) * spec.quoteIncrement, places(spec.quoteIncrement))
}

/** Without the zeros that say nothing: `1.500` and `1.5` are one figure. */
function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** `12 s`, `3 min`, `2 h 5 min` in seconds. */
function heldSeconds(text: string | undefined): number {
  const units = { s: 1, min: 60, h: 3600, d: 86_400 } as const
  const parts = [...(text ?? '').matchAll(/(\d+) (s|min|h|d)\b/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0)
}
