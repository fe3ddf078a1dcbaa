/**
 * The inputs of a log as rows that a person can read: kind, milliseconds since the row before (the first row: since
 * 1970), then the kind's own cells.
 */
import { type Result, assertNever, err, ok } from '../core/result'
import type { InputEvent, SkipReason } from '../engine/events'
import type { MatchConfig } from '../engine/config'
import type { FeedState } from '../market/types'
import { callCells, decisionCells, readCall, readDecision, readSignal, signalCells } from './agent-rows'
import { commandCells, readCommand } from './command-rows'
import { candleCells, readCandle, readTicker, tickerCells } from './market-rows'
import type { ProductCells } from './product-cells'
import { RowFault, RowReader } from './row-reader'
import type { RowTrail } from './row-trail'
import type { Json } from './share-file'

/** The words by which the file calls the kinds of inputs. */
const KINDS = {
  MatchStarted: 'start',
  TickerReceived: 'ticker',
  HeartbeatReceived: 'heartbeat',
  CandleClosed: 'candle',
  FeedStateChanged: 'feed',
  TickPublished: 'tick',
  TickSkipped: 'skip',
  ClockAdvanced: 'clock',
  SignalSubmitted: 'signal',
  DecisionClosed: 'decision',
  CommandIssued: 'command',
  ModelCallSettled: 'call',
} as const satisfies Record<InputEvent['type'], string>

type Kind = (typeof KINDS)[InputEvent['type']]

const WORDS: readonly Kind[] = Object.values(KINDS)
const FEED_STATES: readonly FeedState[] = ['connecting', 'live', 'stale', 'reconnecting']
const SKIPS: readonly SkipReason[] = [
  ...(['superseded', 'worker-restarting', 'match-ended', 'benched', 'no-key'] as const),
  ...(['no-node', 'spend-cap'] as const),
]

/**
 * The row of an input; that of `MatchStarted` names no config, which stands beside the rows.
 * @param trail of the rows before
 */
export function inputRow(input: InputEvent, trail: RowTrail, products: ProductCells): readonly Json[] {
  return [KINDS[input.type], input.time - trail.time, ...cellsOf(input, trail, products)]
}

function cellsOf(input: InputEvent, trail: RowTrail, products: ProductCells): readonly Json[] {
  switch (input.type) {
    case 'MatchStarted':
    case 'ClockAdvanced':
      return []
    case 'TickerReceived':
      return tickerCells(input.ticker, input.time, trail, products)
    case 'HeartbeatReceived':
      return [products.writeProduct(input.product), input.lastTradeId]
    case 'CandleClosed':
      return candleCells(input.candle, products)
    case 'FeedStateChanged':
      return [input.state, input.detail]
    case 'TickPublished':
      return [input.tick]
    case 'TickSkipped':
      return [input.run, input.tick, input.reason]
    case 'SignalSubmitted':
      return signalCells(input.signal, products)
    case 'DecisionClosed':
      return decisionCells(input.decision)
    case 'CommandIssued':
      return commandCells(input.command)
    case 'ModelCallSettled':
      return callCells(input.call)
    default:
      return assertNever(input)
  }
}

/** The input of a row, or a sentence that begins with the place in the row, such as `[4]`. */
export function readInputRow(
  row: readonly unknown[],
  trail: RowTrail,
  products: ProductCells,
  config: MatchConfig,
): Result<InputEvent, string> {
  try {
    const reader = new RowReader(row, products)
    const input = readInput(reader, trail, config)
    reader.expectEnd()
    return ok(input)
  } catch (cause) {
    if (cause instanceof RowFault) return err(cause.message)
    throw cause
  }
}

function readInput(row: RowReader, trail: RowTrail, config: MatchConfig): InputEvent {
  const kind = row.choice(WORDS)
  const time = row.after(trail.time)
  switch (kind) {
    case 'start':
      return { type: 'MatchStarted', time, config }
    case 'ticker':
      return { type: 'TickerReceived', time, ticker: readTicker(row, time, trail) }
    case 'heartbeat':
      return { type: 'HeartbeatReceived', time, product: row.product(), lastTradeId: row.whole() }
    case 'candle':
      return { type: 'CandleClosed', time, candle: readCandle(row) }
    case 'feed':
      return { type: 'FeedStateChanged', time, state: row.choice(FEED_STATES), detail: row.text() }
    case 'tick':
      return { type: 'TickPublished', time, tick: row.count() }
    case 'skip':
      return { type: 'TickSkipped', time, run: row.run(), tick: row.count(), reason: row.choice(SKIPS) }
    case 'clock':
      return { type: 'ClockAdvanced', time }
    case 'signal':
      return { type: 'SignalSubmitted', time, signal: readSignal(row) }
    case 'decision':
      return { type: 'DecisionClosed', time, decision: readDecision(row) }
    case 'command':
      return { type: 'CommandIssued', time, command: readCommand(row) }
    case 'call':
      return { type: 'ModelCallSettled', time, call: readCall(row) }
    default:
      return assertNever(kind)
  }
}
