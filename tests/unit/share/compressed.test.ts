import { describe, expect, it } from 'vitest'
import { type TextLimits, gzip, plainText } from '../../../src/lib/core/compressed'
import { otherBytes } from '../../../src/lib/share/other-files'

const LIMITS: TextLimits = { compressed: 100_000, plain: 1_000_000, late: () => false, foreign: otherBytes }
const JSON_TEXT = '{"words":"é😀"}'

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await blob.arrayBuffer())
const read = async (parts: BlobPart[], limits: Partial<TextLimits> = {}): Promise<string> => {
  const text = await plainText(new Blob(parts), { ...LIMITS, ...limits })
  return text.ok ? text.value : text.error
}

describe('plainText', () => {
  it('answers text as it comes, or unpacked', async () => {
    expect(await read([JSON_TEXT])).toBe(JSON_TEXT)
    expect(await read([await gzip(['{"words":', '"é😀"}'])])).toBe(JSON_TEXT)
  })

  it('keeps characters whole that come in two pieces', async () => {
    const long = '😀'.repeat(150_000)
    expect(await read([await gzip([`x${long}`])])).toBe(`x${long}`)
    expect(await read([`xy${long}`])).toBe(`xy${long}`)
  })

  it('counts a file before it reads it', async () => {
    expect(await read(['x'.repeat(1_000_001)])).toBe('The file has 1.1 MB; at most 1 MB are read.')
    const packed = await bytesOf(await gzip(['x']))
    const sentence = 'The file has 0.2 MB; at most 0.1 MB are read.'
    expect(await read([packed, new Uint8Array(100_001)])).toBe(sentence)
  })

  it('stops unpacking at the limit', async () => {
    const bomb = await gzip(Array.from({ length: 50 }, () => '\0'.repeat(1_000_000)))
    expect(bomb.size).toBeLessThan(60_000)
    expect(await read([bomb])).toBe('The file unpacks to more than 1 MB; it is not read further.')
  })

  it('gives up when it is told that it is late', async () => {
    expect(await read([JSON_TEXT], { late: () => true })).toMatch(/takes too long/)
  })

  it('says how far a damaged file can be read', async () => {
    const packed = await bytesOf(await gzip([Array.from({ length: 10_000 }, (_, index) => index).join()]))
    const flipped = packed.slice()
    flipped[packed.length - 6] = ~(flipped[packed.length - 6] ?? 0)
    const damaged =
      /^The compressed file is cut short or damaged: nothing can be read after byte [\d,]+ of its text\.$/
    for (const bytes of [packed.slice(0, 2), packed.slice(0, 3000), packed.slice(0, -1), flipped]) {
      expect(await read([bytes])).toMatch(damaged)
    }
  })

  it('says when a file is empty, packed twice or no UTF-8', async () => {
    expect(await read([])).toBe('The file is empty.')
    expect(await read([await gzip([])])).toBe('The compressed file is empty.')
    const twice = new Blob([await gzip([JSON_TEXT])]).stream().pipeThrough(new CompressionStream('gzip'))
    expect(await read([await new Response(twice).arrayBuffer()])).toBe(
      'The file is compressed twice; unpack it once.',
    )
    const notUtf8 = /^The file is not UTF-8 text: /
    expect(await read([new Uint8Array([123, 0xc3, 0x28, 125])])).toMatch(notUtf8)
    expect(await read([new Uint8Array([123, 125, 0xe2, 0x82])])).toMatch(notUtf8)
  })

  it('names a picture or an archive, packed or not', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])
    expect(await read([png])).toMatch(/The file is a PNG picture\.$/)
    const packed = new Blob([png]).stream().pipeThrough(new CompressionStream('gzip'))
    expect(await read([await new Response(packed).arrayBuffer()])).toMatch(/The file is a PNG picture\.$/)
  })

  it('answers a sentence for a file that cannot be read', async () => {
    class Gone extends Blob {
      override slice(): Blob {
        return Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('NotReadableError')) })
      }
    }
    const text = await plainText(new Gone(['{}']), LIMITS)
    expect(text.ok ? '' : text.error).toMatch(/^The file could not be read/)
  })
})
