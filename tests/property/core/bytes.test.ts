import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader, DecodeError } from '$lib/core/byte-reader'
import { ByteWriter } from '$lib/core/byte-writer'

const RUNS = { numRuns: 1000 }

type Item =
  | { readonly as: 'u8' | 'u16' | 'u32' | 'f64' | 'varint' | 'zigzag'; readonly value: number }
  | { readonly as: 'text'; readonly value: string }
  | { readonly as: 'bigint'; readonly value: bigint }

const safe = Number.MAX_SAFE_INTEGER
const huge = 1n << 700n
const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record({ as: fc.constant('u8' as const), value: fc.nat(0xff) }),
  fc.record({ as: fc.constant('u16' as const), value: fc.nat(0xffff) }),
  fc.record({ as: fc.constant('u32' as const), value: fc.nat(0xffffffff) }),
  fc.record({ as: fc.constant('f64' as const), value: fc.double() }),
  fc.record({ as: fc.constant('varint' as const), value: fc.maxSafeNat() }),
  fc.record({ as: fc.constant('varint' as const), value: fc.nat(100_000) }),
  fc.record({ as: fc.constant('zigzag' as const), value: fc.integer({ min: -safe, max: safe }) }),
  fc.record({ as: fc.constant('zigzag' as const), value: fc.integer({ min: -100, max: 100 }) }),
  fc.record({ as: fc.constant('text' as const), value: fc.string({ unit: 'binary', maxLength: 300 }) }),
  fc.record({ as: fc.constant('bigint' as const), value: fc.bigInt({ min: -huge, max: huge }) }),
  fc.record({
    as: fc.constant('bigint' as const),
    value: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
  }),
)

const write = (writer: ByteWriter, { as, value }: Item): void => {
  if (as === 'text') writer.text(value)
  else if (as === 'bigint') writer.bigint(value)
  else writer[as](value)
}

describe('bytes', () => {
  it('read back in order what was written, and nothing is left', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        const writer = new ByteWriter(1)
        for (const each of items) write(writer, each)
        const reader = new ByteReader(writer.take())
        for (const { as, value } of items) expect(reader[as]()).toEqual(value)
        reader.expectEnd()
      }),
      RUNS,
    )
  })

  it('refuse every truncation with a DecodeError', () => {
    fc.assert(
      fc.property(item, fc.double({ min: 0, max: 1, noNaN: true }), (each, share) => {
        const writer = new ByteWriter()
        write(writer, each)
        const bytes = writer.take()
        const kept = bytes.subarray(0, Math.min(Math.floor(bytes.length * share), bytes.length - 1))
        expect(() => new ByteReader(kept)[each.as]()).toThrow(DecodeError)
      }),
      RUNS,
    )
  })

  it('have one encoding a value: garbage is refused or written back as the same bytes', () => {
    const kinds = fc.constantFrom('varint' as const, 'zigzag' as const, 'bigint' as const, 'text' as const)
    fc.assert(
      fc.property(kinds, fc.uint8Array({ minLength: 1, maxLength: 24 }), (as, bytes) => {
        const reader = new ByteReader(bytes)
        let value: unknown
        try {
          value = reader[as]()
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
          return
        }
        const writer = new ByteWriter()
        write(writer, { as, value } as Item)
        expect(writer.take()).toEqual(bytes.slice(0, reader.offset))
      }),
      { numRuns: 5000 },
    )
  })
})
