import { ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'
import { type Result, err, ok } from '../../core/result'
import type { DerivedEvent, InputEvent } from '../events'
import { readDerived, writeDerived } from './derived-codec'
import { readList, writeList } from './fields'
import { readInput, writeInput } from './input-codec'

/** An input with the number it got, and all that followed from it. */
export interface LoggedStep {
  readonly seq: number
  readonly input: InputEvent
  readonly derived: readonly DerivedEvent[]
}

/** One step's bytes: seq, input, derived events. The writer is empty before and after. */
export function encodeStep(writer: ByteWriter, step: LoggedStep): Uint8Array<ArrayBuffer> {
  writer.reset()
  writer.varint(step.seq)
  writeInput(writer, step.input)
  writeList(writer, step.derived, (event) => writeDerived(writer, event))
  return writer.take()
}

/** Reads back what {@link encodeStep} wrote, or says in a sentence where it is something else. */
export function decodeStep(record: Uint8Array): Result<LoggedStep, string> {
  try {
    const reader = new ByteReader(record)
    const seq = reader.varint()
    const input = readInput(reader)
    const derived = readList(reader, () => readDerived(reader))
    reader.expectEnd()
    return ok({ seq, input, derived })
  } catch (cause) {
    // What the checked constructors refuse (RangeError) is garbage just like what the reader refuses.
    if (cause instanceof DecodeError || cause instanceof RangeError) {
      return err(`The record is damaged: ${cause.message}.`)
    }
    throw cause
  }
}
