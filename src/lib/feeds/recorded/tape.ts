import { type Result, err, ok } from '../../core/result'
import { type TimeMs, timeMs } from '../../core/time'
import type { ProductSpec } from '../../core/product'
import type { FeedCounters, FeedEvent } from '../../market/feed-event'
import { FaultTally } from '../fault-tally'
import { parseJson } from '../json'
import { MarketIntake } from '../coinbase/intake'
import { checkFrame } from '../coinbase/messages'

/** What a market did, in order, with the times it did so. Never empty. */
export interface Tape {
  readonly events: readonly FeedEvent[]
  readonly startsAt: TimeMs
  readonly endsAt: TimeMs
  /** Trouble met while the recording was read. */
  readonly counters: FeedCounters
}

/** Longer gaps between two frames of a recording mean that the recorder had lost its feed. */
const GAP = 10_000

/** A tape of events that were recorded as such, for example by a finished match. */
export function tapeOfEvents(events: readonly FeedEvent[]): Result<Tape, string> {
  return tapeOf(events, new FaultTally(() => undefined))
}

/**
 * A tape of recorded WebSocket frames: one JSON line each, `{"t": epoch seconds, "dir": "in", "msg": {…}}`.
 * Frames pass the same checks as live ones; lines that are no frames are counted. Products beyond
 * `products` are passed over. The states a live feed would have told are put in.
 */
export function tapeOfFrames(ndjson: string, products: readonly ProductSpec[]): Result<Tape, string> {
  const tally = new FaultTally(() => undefined)
  const intake = new MarketIntake(products, tally)
  const events: FeedEvent[] = []
  let newest = 0
  for (const line of ndjson.split('\n')) {
    if (line.trim() === '') continue
    const received = readLine(line)
    if (!received.ok) tally.fault('malformed', received.error)
    else if (received.value !== 'sent') {
      const { time } = received.value
      if (time < newest) tally.fault('outOfOrder', 'A recorded line is older than the one before it.')
      else takeFrame(received.value, intake, tally, events)
      newest = Math.max(newest, time)
    }
  }
  return tapeOf(events, tally)
}

interface ReceivedLine {
  readonly time: TimeMs
  readonly message: unknown
}

function readLine(line: string): Result<ReceivedLine | 'sent', string> {
  const json = parseJson(line)
  if (!json.ok) return json
  if (typeof json.value !== 'object' || json.value === null) return err('A recorded line is no object.')
  const { t, dir, msg } = json.value as { t?: unknown; dir?: unknown; msg?: unknown }
  if (dir === 'out') return ok('sent')
  if (typeof t !== 'number' || !Number.isFinite(t) || t < 0 || t > 1e11) {
    return err('A recorded line has no time.')
  }
  return ok({ time: timeMs(Math.floor(t * 1000)), message: msg })
}

function takeFrame(line: ReceivedLine, intake: MarketIntake, tally: FaultTally, events: FeedEvent[]): void {
  tally.frame()
  const frame = checkFrame(line.message)
  if (!frame.ok) {
    tally.fault('malformed', frame.error)
    return
  }
  if (frame.value.type === 'ticker') {
    const event = intake.ticker(frame.value, line.time)
    if (event !== undefined) push(events, event)
  } else if (frame.value.type === 'heartbeat') {
    const event = intake.heartbeat(frame.value, line.time)
    if (event !== undefined && event !== 'unproven') push(events, event)
  }
}

/** Puts the state in front where it changes: live with the first price, and again after a gap. */
function push(events: FeedEvent[], event: FeedEvent): void {
  const last = events.at(-1)
  if (last === undefined) {
    events.push({ type: 'state', time: event.time, state: 'live', detail: 'The recording starts.' })
  } else if (event.time - last.time > GAP) {
    const lostAt = timeMs(last.time + GAP)
    events.push({ type: 'state', time: lostAt, state: 'stale', detail: 'The recording has a gap here.' })
    events.push({ type: 'state', time: event.time, state: 'live', detail: 'The recording goes on.' })
  }
  events.push(event)
}

function tapeOf(events: readonly FeedEvent[], tally: FaultTally): Result<Tape, string> {
  const first = events[0]
  const last = events.at(-1)
  if (first === undefined || last === undefined) {
    return err('The recording holds no prices of the chosen products.')
  }
  const backwards = events.findIndex((event, index) => event.time < (events[index - 1]?.time ?? event.time))
  if (backwards >= 0) return err(`The recording's times go backwards at its event ${backwards + 1}.`)
  return ok({ events, startsAt: first.time, endsAt: last.time, counters: tally.counters() })
}
