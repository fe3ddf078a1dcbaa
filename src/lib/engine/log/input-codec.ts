import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import { assertNever } from '../../core/result'
import type { TimeMs } from '../../core/time'
import { type Candle, type FeedState, GRANULARITIES, type Ticker } from '../../market/types'
import type { DecisionOutcome, InputEvent, Signal, SkipReason } from '../events'
import { readCommand, writeCommand } from './command-codec'
import { readConfig, writeConfig } from './config-codec'
import {
  SIDES,
  readChoice,
  readDuration,
  readOptional,
  readPrice,
  readProduct,
  readQuantity,
  readRun,
  readTime,
  writeChoice,
  writeOptional,
} from './fields'
import { readExitOrder, writeExitOrder } from './risk-codec'
import { readModelCall, writeModelCall } from './model-codec'

/** A signal that names exits or a reason has a tag of its own, so that others keep the bytes they always had. */
type InputTag = InputEvent['type'] | 'SignalWithWords'

/** The position of a type is its tag in the log: new types go to the end. */
const INPUT_TYPES: readonly InputTag[] = [
  'MatchStarted',
  'TickerReceived',
  'HeartbeatReceived',
  'CandleClosed',
  'FeedStateChanged',
  'TickPublished',
  'TickSkipped',
  'ClockAdvanced',
  'SignalSubmitted',
  'DecisionClosed',
  'CommandIssued',
  'ModelCallSettled',
  'SignalWithWords',
]
const FEED_STATES: readonly FeedState[] = ['connecting', 'live', 'stale', 'reconnecting']
const SKIP_REASONS: readonly SkipReason[] = [
  'superseded',
  'worker-restarting',
  'match-ended',
  'benched',
  'no-key',
  'no-node',
  'spend-cap',
]
const OUTCOMES: readonly DecisionOutcome['outcome'][] = ['completed', 'failed', 'timed-out', 'abandoned']
export function writeInput(writer: ByteWriter, input: InputEvent): void {
  writeChoice(writer, INPUT_TYPES, tagOf(input))
  writer.zigzag(input.time)
  switch (input.type) {
    case 'MatchStarted':
      writeConfig(writer, input.config)
      return
    case 'TickerReceived':
      writeTicker(writer, input.ticker)
      return
    case 'HeartbeatReceived':
      writer.varint(input.product)
      writer.zigzag(input.lastTradeId)
      return
    case 'CandleClosed':
      writeCandle(writer, input.candle)
      return
    case 'FeedStateChanged':
      writeChoice(writer, FEED_STATES, input.state)
      writer.text(input.detail)
      return
    case 'TickPublished':
      writer.varint(input.tick)
      return
    case 'TickSkipped':
      writer.varint(input.run)
      writer.varint(input.tick)
      writeChoice(writer, SKIP_REASONS, input.reason)
      return
    case 'ClockAdvanced':
      return
    case 'SignalSubmitted':
      writeSignal(writer, input.signal)
      return
    case 'DecisionClosed':
      writeDecision(writer, input.decision)
      return
    case 'CommandIssued':
      writeCommand(writer, input.command)
      return
    case 'ModelCallSettled':
      writeModelCall(writer, input.call)
      return
    default:
      assertNever(input)
  }
}

export function readInput(reader: ByteReader): InputEvent {
  const type = readChoice(reader, INPUT_TYPES)
  const time = readTime(reader)
  switch (type) {
    case 'MatchStarted':
      return { type, time, config: readConfig(reader) }
    case 'TickerReceived':
      return { type, time, ticker: readTicker(reader) }
    case 'HeartbeatReceived':
      return { type, time, product: readProduct(reader), lastTradeId: reader.zigzag() }
    case 'CandleClosed':
      return { type, time, candle: readCandle(reader) }
    case 'FeedStateChanged':
      return { type, time, state: readChoice(reader, FEED_STATES), detail: reader.text() }
    case 'TickPublished':
      return { type, time, tick: reader.varint() }
    case 'TickSkipped':
      return readSkip(reader, time)
    case 'ClockAdvanced':
      return { type, time }
    case 'SignalSubmitted':
      return { type, time, signal: readSignal(reader) }
    case 'SignalWithWords':
      return { type: 'SignalSubmitted', time, signal: readSignalWithWords(reader) }
    case 'DecisionClosed':
      return { type, time, decision: readDecision(reader) }
    case 'CommandIssued':
      return { type, time, command: readCommand(reader) }
    case 'ModelCallSettled':
      return { type, time, call: readModelCall(reader) }
    default:
      return assertNever(type)
  }
}

function readSkip(reader: ByteReader, time: TimeMs): InputEvent {
  const run = readRun(reader)
  const tick = reader.varint()
  return { type: 'TickSkipped', time, run, tick, reason: readChoice(reader, SKIP_REASONS) }
}

function writeTicker(writer: ByteWriter, ticker: Ticker): void {
  writer.varint(ticker.product)
  writer.varint(ticker.price)
  writer.varint(ticker.bid)
  writer.varint(ticker.ask)
  writer.f64(ticker.volume24h)
  writer.zigzag(ticker.tradeId)
  writer.zigzag(ticker.tradedAt)
}

function readTicker(reader: ByteReader): Ticker {
  return {
    product: readProduct(reader),
    price: readPrice(reader),
    bid: readPrice(reader),
    ask: readPrice(reader),
    volume24h: reader.f64(),
    tradeId: reader.zigzag(),
    tradedAt: readTime(reader),
  }
}

function writeCandle(writer: ByteWriter, candle: Candle): void {
  writer.varint(candle.product)
  writeChoice(writer, GRANULARITIES, candle.granularity)
  writer.zigzag(candle.start)
  writer.varint(candle.open)
  writer.varint(candle.high)
  writer.varint(candle.low)
  writer.varint(candle.close)
  writer.f64(candle.volume)
}

function readCandle(reader: ByteReader): Candle {
  return {
    product: readProduct(reader),
    granularity: readChoice(reader, GRANULARITIES),
    start: readTime(reader),
    open: readPrice(reader),
    high: readPrice(reader),
    low: readPrice(reader),
    close: readPrice(reader),
    volume: reader.f64(),
  }
}

function writeSignal(writer: ByteWriter, signal: Signal): void {
  writer.varint(signal.run)
  writer.varint(signal.tick)
  writer.varint(signal.ordinal)
  writer.varint(signal.product)
  writeChoice(writer, SIDES, signal.side)
  writer.varint(signal.quantity)
  writer.zigzag(signal.latency)
  if (!hasWords(signal)) return
  writeOptional(writer, signal.exits, (exits) => writeExitOrder(writer, exits))
  writeOptional(writer, signal.reason, (reason) => writer.text(reason))
}

function readSignalWithWords(reader: ByteReader): Signal {
  const signal = readSignal(reader)
  const { offset } = reader
  const exits = readOptional(reader, () => readExitOrder(reader))
  const reason = readOptional(reader, () => reader.text())
  if (exits === undefined && reason === undefined) {
    throw new DecodeError('a signal said to name exits or a reason that names neither', offset)
  }
  return { ...signal, ...(exits === undefined ? {} : { exits }), ...(reason === undefined ? {} : { reason }) }
}

function tagOf(input: InputEvent): InputTag {
  return input.type === 'SignalSubmitted' && hasWords(input.signal) ? 'SignalWithWords' : input.type
}

function hasWords({ exits, reason }: Signal): boolean {
  return exits !== undefined || reason !== undefined
}

function readSignal(reader: ByteReader): Signal {
  return {
    run: readRun(reader),
    tick: reader.varint(),
    ordinal: reader.varint(),
    product: readProduct(reader),
    side: readChoice(reader, SIDES),
    quantity: readQuantity(reader),
    latency: readDuration(reader),
  }
}

function writeDecision(writer: ByteWriter, decision: DecisionOutcome): void {
  writer.varint(decision.run)
  writer.varint(decision.tick)
  writeChoice(writer, OUTCOMES, decision.outcome)
  writer.zigzag(decision.latency)
  writer.text(decision.recordHash)
}

function readDecision(reader: ByteReader): DecisionOutcome {
  return {
    run: readRun(reader),
    tick: reader.varint(),
    outcome: readChoice(reader, OUTCOMES),
    latency: readDuration(reader),
    recordHash: reader.text(),
  }
}
