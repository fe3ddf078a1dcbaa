import { describe, expect, it } from 'vitest'
import { readCellSpeech, readSpeech } from '$workers/strategy-messages'

const parameter = { name: 'a', label: 'A', help: '', min: 1, max: 2, step: 1, initial: 1 }

describe('what comes out of the frame of the visitor’s code', () => {
  it('is read as what our worker says', () => {
    for (const speech of [
      { type: 'reading' },
      { type: 'strategy', name: 'x', parameters: [parameter] },
      { type: 'at', row: 3, time: 1_700_000_000_000 },
      { type: 'done', records: [new Uint8Array([1])] },
      { type: 'failed', sentence: 'So.' },
    ]) {
      expect(readSpeech(speech, 100)).toEqual(speech)
    }
    expect(readCellSpeech({ type: 'here' })).toEqual({ type: 'here' })
  })

  it('is nothing when it is anything else', () => {
    const many = Array.from({ length: 21 }, () => parameter)
    for (const speech of [
      undefined,
      'done',
      { type: 'other' },
      { type: 'strategy', name: '', parameters: [] },
      { type: 'strategy', name: 'x'.repeat(81), parameters: [] },
      { type: 'strategy', name: 'x', parameters: many },
      { type: 'strategy', name: 'x', parameters: [{ ...parameter, min: Number.NaN }] },
      { type: 'at', row: -1, time: 0 },
      { type: 'at', row: 1, time: 1e300 },
      { type: 'done', records: [[1, 2]] },
      { type: 'done', records: Array.from({ length: 3 }, () => new Uint8Array()) },
      { type: 'done', records: [new Uint8Array(64 * 1024 * 1024 + 1)] },
    ]) {
      expect(readSpeech(speech, 100)).toBeUndefined()
    }
    expect(readCellSpeech({ type: 'error' })).toBeUndefined()
  })

  it('is cut where it is endless', () => {
    const speech = readSpeech({ type: 'failed', sentence: 'x'.repeat(1e6) }, 1)
    expect(speech?.type === 'failed' && speech.sentence.length).toBe(1000)
  })
})
