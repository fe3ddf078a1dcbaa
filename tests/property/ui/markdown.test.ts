// Markdown from language models: text stays text, nothing is lost, nothing is slow.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, parseMarkdown } from '$lib/ui/markdown'
import type { Span } from '$lib/ui/markdown-spans'
import { XSS_PAYLOADS } from '../../fixtures/xss-payloads'

const spanText = (span: Span): string => {
  if (span.type === 'bold' || span.type === 'italic') return span.spans.map(spanText).join('')
  return span.type === 'link' ? `${span.text} ${span.address}` : span.text
}
const spansText = (spans: readonly Span[]): string => spans.map(spanText).join('')
const blockText = (block: Block): string => {
  if (block.type === 'code') return `${block.language} ${block.text}`
  if (block.type !== 'list') return spansText(block.spans)
  return block.items.map((item) => `${item.marker} ${spansText(item.spans)}`).join('\n')
}
const shown = (source: string): string => parseMarkdown(source).map(blockText).join('\n')

/** All but marks: what must be there, in its order. */
const kept = (text: string): string => text.replace(/[\s*_`#~+\-\\•[\]()]/gu, '')

const PIECES = [
  ...[
    '*',
    '**',
    '***',
    '_',
    '__',
    '`',
    '``',
    '```',
    '~~~',
    '#',
    '## ',
    '- ',
    '1. ',
    '  ',
    '\n',
    '\n\n',
    '\\',
  ],
  ...[
    '[a](b)',
    '![a](b)',
    '[',
    '](',
    ')',
    '<b>',
    '&lt;',
    'BTC-USD',
    'get_portfolio',
    '0.5*3*2',
    '−1.2 %',
    'é',
    '📈',
  ],
]
const marked = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })), {
  maxLength: 60,
})

describe('Markdown', () => {
  it('loses no character but its marks', () => {
    fc.assert(
      fc.property(marked, (pieces) => {
        const source = pieces.join('')
        expect(kept(shown(source))).toBe(kept(source))
      }),
      { numRuns: 3000 },
    )
  })

  it('keeps every one of the payloads as text', () => {
    expect(XSS_PAYLOADS.length).toBeGreaterThanOrEqual(200)
    for (const payload of XSS_PAYLOADS) expect(kept(shown(payload))).toBe(kept(payload))
  })

  it('keeps payloads whole between, before and after marks', () => {
    fc.assert(
      fc.property(fc.constantFrom(...XSS_PAYLOADS), marked, marked, (payload, before, after) => {
        const source = before.join('') + payload + after.join('')
        expect(kept(shown(source))).toBe(kept(source))
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['*a ', '**', '_a', '`', '```', '[a](', '[', '***a*', '- ', '**_', '\\', '``` ', '#'])(
    'takes a book of %j without running away',
    (piece) => expect(kept(shown(piece.repeat(60_000)))).toBe(kept(piece.repeat(60_000))),
  )
})
