import type { RuleFigures } from '../../accounts/portfolio-view'
import type { ByteReader } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import { assertNever } from '../../core/result'
import type { DerivedEvent, RiskVerdictKind } from '../events'
import {
  SIDES,
  readChoice,
  readDecimal,
  readOptional,
  readPrice,
  readProduct,
  readQuantity,
  readRun,
  writeChoice,
  writeDecimal,
  writeOptional,
} from './fields'
import { readExitPlan, writeExitPlan } from './risk-codec'
import { readRefusal, writeRefusal } from './refusal-codec'

/** The position of a type is its tag in the log: new types go to the end. */
const DERIVED_TYPES: readonly DerivedEvent['type'][] = [
  'RiskEvent',
  'OrderPlaced',
  'OrderFilled',
  'OrderCancelled',
  'SignalRefused',
  'EquitySampled',
  'ExitsChanged',
  'TradingHalted',
]
const VERDICTS: readonly RiskVerdictKind[] = ['approved', 'resized', 'refused', 'liquidated', 'waiting']

type Derived<Type extends DerivedEvent['type']> = Extract<DerivedEvent, { type: Type }>

export function writeDerived(writer: ByteWriter, event: DerivedEvent): void {
  writeChoice(writer, DERIVED_TYPES, event.type)
  writer.varint(event.run)
  switch (event.type) {
    case 'RiskEvent':
      writeRiskEvent(writer, event)
      return
    case 'OrderPlaced':
      writeOrder(writer, event)
      return
    case 'OrderFilled':
      writeFill(writer, event)
      return
    case 'OrderCancelled':
      writer.varint(event.order)
      writeRefusal(writer, event.refusal)
      return
    case 'SignalRefused':
      writer.varint(event.tick)
      writer.varint(event.ordinal)
      writeRefusal(writer, event.refusal)
      return
    case 'EquitySampled':
      writeDecimal(writer, event.equity)
      return
    case 'ExitsChanged':
      writer.varint(event.product)
      writeExitPlan(writer, event.exits)
      return
    case 'TradingHalted':
      writeFigures(writer, event)
      return
    default:
      assertNever(event)
  }
}

export function readDerived(reader: ByteReader): DerivedEvent {
  const type = readChoice(reader, DERIVED_TYPES)
  const run = readRun(reader)
  switch (type) {
    case 'RiskEvent':
      return { type, run, ...readRiskEvent(reader) }
    case 'OrderPlaced':
      return { type, run, ...readOrder(reader) }
    case 'OrderFilled':
      return { type, run, ...readOrder(reader), ...readFill(reader) }
    case 'OrderCancelled':
      return { type, run, order: reader.varint(), refusal: readRefusal(reader) }
    case 'SignalRefused':
      return { type, run, tick: reader.varint(), ordinal: reader.varint(), refusal: readRefusal(reader) }
    case 'EquitySampled':
      return { type, run, equity: readDecimal(reader) }
    case 'ExitsChanged':
      return { type, run, product: readProduct(reader), exits: readExitPlan(reader) }
    case 'TradingHalted':
      return { type, run, ...readFigures(reader) }
    default:
      return assertNever(type)
  }
}

function writeRiskEvent(writer: ByteWriter, event: Derived<'RiskEvent'>): void {
  writer.varint(event.product)
  writeChoice(writer, VERDICTS, event.verdict)
  writeFigures(writer, event)
  writer.zigzag(event.from)
  writer.zigzag(event.to)
  if (isOwnDoing(event.verdict)) writeOptional(writer, event.level, (level) => writer.varint(level))
}

/** What the stage did by itself tells the price its stop stood at. */
function isOwnDoing(verdict: RiskVerdictKind): boolean {
  return verdict === 'liquidated' || verdict === 'waiting'
}

function writeFigures(writer: ByteWriter, { rule, figure, threshold }: RuleFigures): void {
  writer.text(rule)
  writer.f64(figure)
  writer.f64(threshold)
}

function readFigures(reader: ByteReader): RuleFigures {
  return { rule: reader.text(), figure: reader.f64(), threshold: reader.f64() }
}

function readRiskEvent(reader: ByteReader): Omit<Derived<'RiskEvent'>, 'type' | 'run'> {
  const judged = {
    product: readProduct(reader),
    verdict: readChoice(reader, VERDICTS),
    ...readFigures(reader),
    from: reader.zigzag(),
    to: reader.zigzag(),
  }
  const level = isOwnDoing(judged.verdict) ? readOptional(reader, () => readPrice(reader)) : undefined
  return level === undefined ? judged : { ...judged, level }
}

function writeOrder(writer: ByteWriter, event: Derived<'OrderPlaced'> | Derived<'OrderFilled'>): void {
  writer.varint(event.order)
  writer.varint(event.product)
  writeChoice(writer, SIDES, event.side)
  writer.varint(event.quantity)
}

function readOrder(reader: ByteReader): Omit<Derived<'OrderPlaced'>, 'type' | 'run'> {
  return {
    order: reader.varint(),
    product: readProduct(reader),
    side: readChoice(reader, SIDES),
    quantity: readQuantity(reader),
  }
}

function writeFill(writer: ByteWriter, event: Derived<'OrderFilled'>): void {
  writeOrder(writer, event)
  writer.varint(event.price)
  writeDecimal(writer, event.notional)
  writeDecimal(writer, event.fee)
  writeDecimal(writer, event.realised)
  writeDecimal(writer, event.cash)
}

function readFill(
  reader: ByteReader,
): Pick<Derived<'OrderFilled'>, 'price' | 'notional' | 'fee' | 'realised' | 'cash'> {
  return {
    price: readPrice(reader),
    notional: readDecimal(reader),
    fee: readDecimal(reader),
    realised: readDecimal(reader),
    cash: readDecimal(reader),
  }
}
