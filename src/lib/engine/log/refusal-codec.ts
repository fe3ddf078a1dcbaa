import type { ByteReader } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import { assertNever } from '../../core/result'
import type { Refusal } from '../events'
import {
  readChoice,
  readDecimal,
  readDuration,
  readPrice,
  readQuantity,
  writeChoice,
  writeDecimal,
} from './fields'

/** The position of a type is its tag in the log: new types go to the end. */
const REFUSAL_TYPES: readonly Refusal['type'][] = [
  'unknown-product',
  'no-live-price',
  'stale-price',
  'quantity-not-positive',
  'below-minimum-funds',
  'insufficient-cash',
  'insufficient-holdings',
  'risk',
  'paused',
  'ended',
  'duplicate',
  'late',
  'exit-wrong-side',
  'no-position',
]
const EXITS: readonly ['stop-loss', 'take-profit'] = ['stop-loss', 'take-profit']

export function writeRefusal(writer: ByteWriter, refusal: Refusal): void {
  writeChoice(writer, REFUSAL_TYPES, refusal.type)
  switch (refusal.type) {
    case 'stale-price':
      writer.zigzag(refusal.age)
      return
    case 'below-minimum-funds':
      writeDecimal(writer, refusal.notional)
      writeDecimal(writer, refusal.minimum)
      return
    case 'insufficient-cash':
      writeDecimal(writer, refusal.needed)
      writeDecimal(writer, refusal.available)
      return
    case 'insufficient-holdings':
      writer.varint(refusal.requested)
      writer.varint(refusal.held)
      return
    case 'risk':
      writer.text(refusal.rule)
      writer.f64(refusal.figure)
      writer.f64(refusal.threshold)
      return
    case 'exit-wrong-side':
      writeChoice(writer, EXITS, refusal.exit)
      writer.varint(refusal.level)
      writer.varint(refusal.price)
      return
    case 'unknown-product':
    case 'no-live-price':
    case 'quantity-not-positive':
    case 'paused':
    case 'ended':
    case 'duplicate':
    case 'late':
    case 'no-position':
      return
    default:
      assertNever(refusal)
  }
}

export function readRefusal(reader: ByteReader): Refusal {
  const type = readChoice(reader, REFUSAL_TYPES)
  switch (type) {
    case 'stale-price':
      return { type, age: readDuration(reader) }
    case 'below-minimum-funds':
      return { type, notional: readDecimal(reader), minimum: readDecimal(reader) }
    case 'insufficient-cash':
      return { type, needed: readDecimal(reader), available: readDecimal(reader) }
    case 'insufficient-holdings':
      return { type, requested: readQuantity(reader), held: readQuantity(reader) }
    case 'risk':
      return { type, rule: reader.text(), figure: reader.f64(), threshold: reader.f64() }
    case 'exit-wrong-side': {
      const exit = readChoice(reader, EXITS)
      return { type, exit, level: readPrice(reader), price: readPrice(reader) }
    }
    case 'unknown-product':
    case 'no-live-price':
    case 'quantity-not-positive':
    case 'paused':
    case 'ended':
    case 'duplicate':
    case 'late':
    case 'no-position':
      return { type }
    default:
      return assertNever(type)
  }
}
