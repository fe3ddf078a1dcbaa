import { ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import type { Decimal } from '../../core/decimal'
import type { PriceTicks, ProductIndex, QuantityUnits } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { DerivedEvent, Side } from '../events'
import { readDerived } from '../log/derived-codec'
import { readDecimal, readPrice, readProduct, readQuantity } from '../log/fields'
import { readExitOrder, writeExitOrder } from '../log/risk-codec'
import type { NamedExits } from '../stages/alpha/signal-queue'

/** What a fold over bars writes down: first a byte for what it is, then how many rows after the last one. */
export const TAG = {
  end: 0,
  bought: 1,
  sold: 2,
  wantsNone: 3,
  wantsAll: 4,
  wantsWeight: 5,
  wantsToBuy: 6,
  wantsToSell: 7,
  other: 8,
  /** Trades off the bar's own price, with by how much. */
  boughtOff: 9,
  soldOff: 10,
} as const

/** Set in a signal's tag when it names exits; they follow with their reason. */
export const NAMES_EXITS = 0x20

/** A signal, taken after `row` closed; or at `row`'s open a trade, or another thing that followed. */
export type BlockEvent =
  | {
      readonly type: 'WeightSignalled'
      readonly row: number
      readonly product: ProductIndex
      readonly weight: number
      readonly named?: NamedExits
    }
  | {
      readonly type: 'QuantitySignalled'
      readonly row: number
      readonly product: ProductIndex
      readonly side: Side
      readonly quantity: QuantityUnits
      readonly named?: NamedExits
    }
  | {
      /** A signal approved as it was, ordered and filled. */
      readonly type: 'Traded'
      readonly row: number
      readonly product: ProductIndex
      readonly side: Side
      readonly quantity: QuantityUnits
      readonly price: PriceTicks
      /** Ticks by which the price was worse than the bar's own. */
      readonly slippage: number
      /** The run's cash after the fill. */
      readonly cash: Decimal
    }
  | { readonly type: 'Other'; readonly row: number; readonly event: DerivedEvent }

type SignalEvent = Extract<BlockEvent, { readonly type: 'WeightSignalled' | 'QuantitySignalled' }>

/** Rows [from, to) of the block were folded, and this followed. */
export interface BlockStep {
  readonly seq: number
  readonly from: number
  readonly to: number
  readonly events: readonly BlockEvent[]
}

export function writeBlockHead(writer: ByteWriter, seq: number, from: number, to: number): void {
  writer.varint(seq)
  writer.varint(from)
  writer.varint(to)
}

/** Reads one step of a backtest's log, or says in a sentence where it is something else. */
export function decodeBlockStep(record: Uint8Array): Result<BlockStep, string> {
  try {
    const reader = new ByteReader(record)
    const seq = reader.varint()
    const from = reader.varint()
    const to = reader.varint()
    const events: BlockEvent[] = []
    let row = from
    for (let tag = reader.u8(); tag !== TAG.end; tag = reader.u8()) {
      row += reader.varint()
      events.push(readEvent(reader, tag, row))
    }
    reader.expectEnd()
    return ok({ seq, from, to, events })
  } catch (cause) {
    // What the checked constructors refuse (RangeError) is garbage just like what the reader refuses.
    if (cause instanceof DecodeError || cause instanceof RangeError) {
      return err(`The record is damaged: ${cause.message}.`)
    }
    throw cause
  }
}

function readEvent(reader: ByteReader, tag: number, row: number): BlockEvent {
  const { offset } = reader
  switch (tag) {
    case TAG.bought:
    case TAG.boughtOff:
      return readTrade(reader, 'buy', row, tag === TAG.boughtOff)
    case TAG.sold:
    case TAG.soldOff:
      return readTrade(reader, 'sell', row, tag === TAG.soldOff)
    case TAG.other:
      return { type: 'Other', row, event: readDerived(reader) }
    default: {
      const signal = readSignal(reader, tag & ~NAMES_EXITS, row, offset)
      return (tag & NAMES_EXITS) === 0 ? signal : { ...signal, named: readNamed(reader) }
    }
  }
}

function readSignal(reader: ByteReader, tag: number, row: number, offset: number): SignalEvent {
  switch (tag) {
    case TAG.wantsNone:
      return { type: 'WeightSignalled', row, product: readProduct(reader), weight: 0 }
    case TAG.wantsAll:
      return { type: 'WeightSignalled', row, product: readProduct(reader), weight: 1 }
    case TAG.wantsWeight:
      return { type: 'WeightSignalled', row, product: readProduct(reader), weight: reader.f64() }
    case TAG.wantsToBuy:
    case TAG.wantsToSell:
      return readQuantitySignal(reader, tag === TAG.wantsToBuy ? 'buy' : 'sell', row)
    default:
      throw new DecodeError('an entry of an unknown kind', offset)
  }
}

export function writeNamed(writer: ByteWriter, { exits, reason }: NamedExits): void {
  writeExitOrder(writer, exits)
  writer.text(reason)
}

function readNamed(reader: ByteReader): NamedExits {
  return { exits: readExitOrder(reader), reason: reader.text() }
}

function readQuantitySignal(reader: ByteReader, side: Side, row: number): SignalEvent {
  return {
    type: 'QuantitySignalled',
    row,
    product: readProduct(reader),
    side,
    quantity: readQuantity(reader),
  }
}

function readTrade(reader: ByteReader, side: Side, row: number, isOff: boolean): BlockEvent {
  const product = readProduct(reader)
  const quantity = readQuantity(reader)
  const price = readPrice(reader)
  const slippage = isOff ? reader.varint() : 0
  return { type: 'Traded', row, product, side, quantity, price, slippage, cash: readDecimal(reader) }
}
