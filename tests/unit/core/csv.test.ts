import { describe, expect, it } from 'vitest'
import { csv } from '$lib/core/csv'

describe('csv', () => {
  it('quotes as RFC 4180 asks', () => {
    expect(csv([['a', 'b,c', 'd"e', 'f\ng', 1.5, '']])).toBe('a,"b,c","d""e","f\ng",1.5,\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'takes the formula out of the text %j',
    (text) => {
      expect(csv([[{ text }]]).replace('"', '')).toMatch(/^'/)
    },
  )

  it('leaves figures and harmless text as they are', () => {
    expect(csv([[-5, '-5.25', { text: 'a=b' }]])).toBe('-5,-5.25,a=b\r\n')
  })
})
