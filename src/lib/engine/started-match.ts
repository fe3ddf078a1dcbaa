import { Ledger } from '../accounts/ledger'
import { DECIMAL_ZERO } from '../core/decimal'
import { invariant } from '../core/result'
import { CandleBook } from '../market/candle-book'
import { MinuteBuilder } from '../market/minute-builder'
import type { Arena } from './competitor'
import { Competitors } from './competitors'
import type { MatchConfig } from './config'
import { MarketState } from './market-state'
import { ModelSpend } from './model-spend'
import { RunRoster } from './run-roster'
import { SeenQuotes } from './seen-quotes'
import { OrderNumbers } from './venue'
import { VerdictBook } from './verdict-book'

/** What a match is made of once it has started. */
export interface StartedMatch {
  readonly config: MatchConfig
  readonly market: MarketState
  readonly candles: CandleBook
  readonly minutes: MinuteBuilder
  readonly arena: Arena
  readonly roster: RunRoster
  readonly spend: ModelSpend
  readonly competitors: Competitors
}

/** Fresh books and an empty market. @throws InvariantError for a match without products. */
export function startMatch(
  config: MatchConfig,
  fold: Pick<Arena, 'clock' | 'recorder' | 'pack'>,
): StartedMatch {
  invariant(config.products.length > 0, 'a match without products')
  const { products, runs, initialCash } = config
  const ledger = new Ledger(products, runs.length, initialCash)
  const market = new MarketState(products)
  const [candles, minutes] = [new CandleBook(products.length, fold.clock), new MinuteBuilder()]
  const [orders, seen] = [new OrderNumbers(), new SeenQuotes(products.length)]
  const books = { config, ledger, market, orders, seen, verdicts: new VerdictBook(products) }
  const arena = { ...fold, ...books, prices: candles.minutes }
  const competitors = new Competitors(runs, arena)
  const roster = new RunRoster(runs)
  const spend = new ModelSpend(config.spendCap ?? DECIMAL_ZERO)
  return { config, market, candles, minutes, arena, roster, spend, competitors }
}
