import { quoted } from '../core/json-place'
import { figureText, tradeWords } from './event-words'
import type { Finding } from './finding'
import type { SharedResults, SharedStanding, SharedTrade } from './share-file'

const STANDING_FIELDS = ['name', 'role', 'equity', 'cash', 'fees', 'modelCost', 'trades'] as const
const TRADE_FIELDS = [
  ...(['seq', 'time', 'run', 'product', 'side'] as const),
  ...(['quantity', 'price', 'fee', 'cash'] as const),
]

/** Where a file's results are not those of the re-run. `names` are the runs', in roster order. */
export function checkResults(made: SharedResults, said: SharedResults): Finding | undefined {
  const names = made.standings.map(({ name }) => name)
  for (const field of ['events', 'status', 'time'] as const) {
    if (made[field] !== said[field])
      return found(`results.${field}: The match came out otherwise.`, made[field], said[field])
  }
  return checkTrades(made.trades, said.trades, names) ?? checkStandings(made.standings, said.standings)
}

function checkTrades(
  made: readonly SharedTrade[],
  said: readonly SharedTrade[],
  names: readonly string[],
): Finding | undefined {
  for (let at = 0; at < Math.max(made.length, said.length); at += 1) {
    const [one, other] = [made[at], said[at]]
    const field = TRADE_FIELDS.find((name) => one?.[name] !== other?.[name])
    if (field === undefined) continue
    const what = `results.trades[${at}].${field}: The trade ${at + 1} of the match was another.`
    const [expected, got] = [one, other].map((trade) => wordsOf(trade, names))
    if (expected !== got) return { at: undefined, what, expected: expected ?? '', got: got ?? '' }
    return found(what, one?.[field], other?.[field])
  }
  return undefined
}

function wordsOf(trade: SharedTrade | undefined, names: readonly string[]): string {
  return trade === undefined ? 'no such trade' : tradeWords(trade, names[trade.run] ?? `run ${trade.run}`)
}

function checkStandings(
  made: readonly SharedStanding[],
  said: readonly SharedStanding[],
): Finding | undefined {
  for (const [at, one] of made.entries()) {
    const other = said[at]
    const field = STANDING_FIELDS.find((name) => one[name] !== other?.[name])
    if (field === undefined) continue
    const what = `results.standings[${at}].${field}: The standing of ${quoted(one.name)} is another.`
    return found(what, one[field], other?.[field])
  }
  return undefined
}

function found(what: string, expected: unknown, got: unknown): Finding {
  return { at: undefined, what, expected: figure(expected), got: figure(got) }
}

function figure(value: unknown): string {
  return figureText(String(value))
}
