import { describe, expect, it } from 'vitest'
import { ByteReader, DecodeError } from '$lib/core/byte-reader'
import { ByteWriter } from '$lib/core/byte-writer'
import { toHex } from '$lib/core/hash'

const written = (write: (writer: ByteWriter) => void): string => {
  const writer = new ByteWriter()
  write(writer)
  return toHex(writer.take())
}
const reader = (...bytes: number[]): ByteReader => new ByteReader(Uint8Array.from(bytes))

describe('ByteWriter', () => {
  it.each<[string, (writer: ByteWriter) => void, string]>([
    ['u8', (w) => w.u8(255), 'ff'],
    ['u16', (w) => w.u16(0x1234), '3412'],
    ['u32', (w) => w.u32(0xdeadbeef), 'efbeadde'],
    ['f64', (w) => w.f64(1), '000000000000f03f'],
    ['NaN', (w) => w.f64(-NaN), '000000000000f87f'],
    ['-0', (w) => w.f64(-0), '0000000000000080'],
    ['varint 0', (w) => w.varint(0), '00'],
    ['varint 127', (w) => w.varint(127), '7f'],
    ['varint 300', (w) => w.varint(300), 'ac02'],
    ['varint 2^53 - 1', (w) => w.varint(2 ** 53 - 1), 'ffffffffffffff0f'],
    ['zigzag 1', (w) => w.zigzag(1), '02'],
    ['zigzag -1', (w) => w.zigzag(-1), '01'],
    ['zigzag -0', (w) => w.zigzag(-0), '00'],
    ['zigzag 64', (w) => w.zigzag(64), '8001'],
    ['zigzag 1 - 2^53', (w) => w.zigzag(1 - 2 ** 53), 'fdffffffffffff1f'],
    ['text', (w) => w.text('€'), '03e282ac'],
    ['bigint 0', (w) => w.bigint(0n), '00'],
    ['bigint -1', (w) => w.bigint(-1n), '0301'],
    ['bigint 2^64', (w) => w.bigint(1n << 64n), '12000000000000000001'],
    ['raw', (w) => w.raw(Uint8Array.of(1, 2)), '0102'],
  ])('writes %s', (_name, write, hex) => {
    expect(written(write)).toBe(hex)
  })

  it('moves a text up when its count needs fewer bytes than its length made likely', () => {
    const text = 'a'.repeat(100)
    const bytes = new ByteWriter()
    bytes.text(text)
    expect(bytes.length).toBe(101)
    expect(new ByteReader(bytes.take()).text()).toBe(text)
  })

  it('grows, and keeps what it had', () => {
    const writer = new ByteWriter(1)
    for (let i = 0; i < 10_000; i++) writer.u32(i)
    const back = new ByteReader(writer.take())
    for (let i = 0; i < 10_000; i++) expect(back.u32()).toBe(i)
    back.expectEnd()
  })

  it('gives a copy with take, starts again, and forgets with reset', () => {
    const writer = new ByteWriter()
    writer.u8(1)
    expect(writer.peek()).toEqual(Uint8Array.of(1))
    const first = writer.take()
    writer.u8(2)
    expect(first).toEqual(Uint8Array.of(1))
    writer.reset()
    writer.u8(3)
    expect(writer.take()).toEqual(Uint8Array.of(3))
  })

  it.each<[string, (writer: ByteWriter) => void]>([
    ['u8 of 256', (w) => w.u8(256)],
    ['u16 of -1', (w) => w.u16(-1)],
    ['u32 of 0.5', (w) => w.u32(0.5)],
    ['varint of -1', (w) => w.varint(-1)],
    ['varint of 2^53', (w) => w.varint(2 ** 53)],
    ['zigzag of NaN', (w) => w.zigzag(NaN)],
    ['zigzag of -2^53', (w) => w.zigzag(-(2 ** 53))],
  ])('throws on %s', (_name, write) => {
    expect(() => written(write)).toThrow(RangeError)
  })
})

describe('ByteReader', () => {
  it.each<[string, ByteReader, (reader: ByteReader) => unknown, number]>([
    ['a truncated u32', reader(1, 2, 3), (r) => r.u32(), 0],
    ['a truncated f64', reader(1, 2, 3), (r) => r.f64(), 0],
    ['a truncated varint', reader(0x80, 0x80), (r) => r.varint(), 2],
    ['a varint beyond 2^53', reader(255, 255, 255, 255, 255, 255, 255, 0x1f), (r) => r.varint(), 0],
    ['an endless varint', reader(...Array<number>(20).fill(0xff)), (r) => r.varint(), 0],
    ['a varint with a needless byte', reader(0x80, 0), (r) => r.varint(), 0],
    ['a zigzag with a needless byte', reader(0x80, 0), (r) => r.zigzag(), 0],
    ['a zigzag beyond 2^53', reader(0xff, 255, 255, 255, 255, 255, 255, 0x3f), (r) => r.zigzag(), 0],
    ['a text longer than the bytes', reader(5, 65), (r) => r.text(), 1],
    ['a text that is no UTF-8', reader(1, 0xff), (r) => r.text(), 1],
    ['a negative zero bigint', reader(1), (r) => r.bigint(), 0],
    ['a padded bigint', reader(4, 1, 0), (r) => r.bigint(), 0],
    ['more raw bytes than there are', reader(1), (r) => r.raw(2), 0],
  ])('refuses %s', (_name, source, read, offset) => {
    let caught: unknown
    try {
      read(source)
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(DecodeError)
    expect(caught).toMatchObject({ offset })
  })

  it('tells leftovers', () => {
    const source = reader(1, 2)
    source.u8()
    expect(source.remaining).toBe(1)
    expect(() => {
      source.expectEnd()
    }).toThrow('1 bytes too many (at byte 1)')
  })

  it('reads from the middle of a larger buffer', () => {
    const large = Uint8Array.of(9, 9, 1, 0, 0, 0, 9)
    expect(new ByteReader(large.subarray(2, 6)).u32()).toBe(1)
  })

  it('keeps a byte order mark inside a text', () => {
    const writer = new ByteWriter()
    writer.text('\ufeffx')
    expect(new ByteReader(writer.take()).text()).toBe('\ufeffx')
  })
})
