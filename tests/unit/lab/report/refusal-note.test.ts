import { describe, expect, it } from 'vitest'
import { BY_NO_RULE } from '$lib/engine/block/run-from-log'
import { refusalNote } from '$lib/lab/report/refusal-note'

describe('what a run’s orders were refused by', () => {
  it.each<[string, Record<string, number>]>([
    ['', {}],
    ['One order was refused by tail risk.', { 'tail-risk': 1 }],
    ['1,057 orders were refused by tail risk.', { 'tail-risk': 1057 }],
    [
      '9 orders were refused: 5 by tail risk, 3 by no leverage, 1 as too small for the exchange, or because ' +
        'there was nothing to pay or to sell with.',
      { [BY_NO_RULE]: 1, 'no-leverage': 3, 'tail-risk': 5 },
    ],
  ])('%s', (note, refused) => {
    expect(refusalNote(new Map(Object.entries(refused)))).toBe(note)
  })
})
