import { describe, expect, it } from 'vitest'
import { MAX_FRAME_LENGTH, checkFrame, readFrame } from '$lib/feeds/coinbase/messages'
import {
  acknowledgement,
  heartbeatFrame,
  invalidProductFrame,
  tickerFrame,
} from '../../../fixtures/coinbase/frames'

describe('reading a frame', () => {
  it('knows the four kinds that matter', () => {
    const frames = [
      tickerFrame('BTC-USD', 1),
      heartbeatFrame('BTC-USD', 2, 1),
      acknowledgement(['BTC-USD']),
      invalidProductFrame('X-USD'),
    ]
    const kinds = frames.map((text) => {
      const frame = readFrame(text)
      return frame.ok ? frame.value.type : frame.error
    })
    expect(kinds).toEqual(['ticker', 'heartbeat', 'subscriptions', 'error'])
  })

  it('requires only what is used: older tickers had no sizes', () => {
    const bare = { ...(JSON.parse(tickerFrame('BTC-USD', 1)) as Record<string, unknown>) }
    for (const field of ['best_bid_size', 'best_ask_size', 'open_24h', 'volume_30d', 'side', 'last_size']) {
      Reflect.deleteProperty(bare, field)
    }
    expect(checkFrame(bare).ok).toBe(true)
  })

  it('passes over well-formed kinds it has no use for', () => {
    expect(readFrame('{"type":"last_match","price":"1"}')).toEqual({ ok: true, value: { type: 'other' } })
  })

  it.each<[string, unknown]>([
    ['text that is no JSON', '{"type":"ticker"'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['no type', '{"product_id":"BTC-USD"}'],
    ['a ticker without a price', '{"type":"ticker","sequence":1}'],
    ['a price that is a number', tickerFrame('BTC-USD', 1, { price: 100.5 })],
    ['a sequence that is text', tickerFrame('BTC-USD', 1, { sequence: '1' })],
    ['a negative sequence', tickerFrame('BTC-USD', -1)],
    ['a heartbeat without a trade', '{"type":"heartbeat","product_id":"BTC-USD","sequence":1}'],
    ['a price of a million digits', tickerFrame('BTC-USD', 1, { price: '1'.repeat(900_000) })],
    ['depth without end', '['.repeat(500_000)],
    ['bytes', new Uint8Array(3)],
    ['undefined', undefined],
  ])('answers %s with a sentence', (_what, data) => {
    const frame = readFrame(data)
    expect(frame.ok).toBe(false)
    expect(!frame.ok && frame.error.length).toBeLessThan(400)
  })

  it('does not read huge frames', () => {
    const huge = tickerFrame('BTC-USD', 1, { note: 'x'.repeat(MAX_FRAME_LENGTH) })
    expect(readFrame(huge).ok).toBe(false)
  })
})
