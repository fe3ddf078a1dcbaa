/**
 * How a copy lies in its file: a line that names the format, then frames, each added behind the others in one
 * piece. A frame's hash covers the hash before it, so a flipped bit, a frame lost or one in another's
 * place ends the readable part there; so does a frame that was being written when the power went.
 */
import { ByteReader } from '../../core/byte-reader'
import { ByteWriter } from '../../core/byte-writer'
import { Sha256, sha256 } from '../../core/hash'

const FORMAT = 'arena match copy '
const TITLE = new TextEncoder().encode(`${FORMAT}1\n`)
const HASH_BYTES = 32
/** Payload bytes and last `seq`, both 32 bits, and the hash. */
const HEADER_BYTES = 8 + HASH_BYTES

export interface Frame {
  /** `seq` of the last event in this frame or before it. */
  readonly upTo: number
  readonly payload: Uint8Array
}

/** Where the next frame goes: behind `size` bytes, after the frame of hash `tip`. */
export interface CopyEnd {
  readonly size: number
  readonly tip: Uint8Array
}

export interface ReadFrame extends Frame {
  /** Behind this frame. */
  readonly end: CopyEnd
}

/** Before the first frame of a match's copy. */
export function copyStart(matchId: string): CopyEnd {
  return { size: TITLE.length, tip: sha256(matchId) }
}

/** What {@link copyStart} is behind. */
export function copyTitle(): Uint8Array {
  return TITLE
}

/** The bytes to be added behind `end`, and the end then. */
export function encodeFrame(frame: Frame, { size, tip }: CopyEnd): { bytes: Uint8Array; end: CopyEnd } {
  const writer = new ByteWriter(HEADER_BYTES + frame.payload.length)
  writer.u32(frame.payload.length)
  writer.u32(frame.upTo)
  const hash = hashOf(tip, writer.peek(), frame.payload)
  writer.raw(hash)
  writer.raw(frame.payload)
  return { bytes: writer.take(), end: { size: size + HEADER_BYTES + frame.payload.length, tip: hash } }
}

/** `foreign`: no copy at all; `newer`: one of a later format. */
export function kindOfFile(bytes: Uint8Array): 'copy' | 'newer' | 'foreign' {
  if (startsWith(bytes, TITLE)) return 'copy'
  return startsWith(bytes, TITLE.subarray(0, FORMAT.length)) ? 'newer' : 'foreign'
}

/** The whole and sound frames from the beginning on. For bytes of {@link kindOfFile} `copy`. */
export function* soundFrames(bytes: Uint8Array, matchId: string): Generator<ReadFrame> {
  let end = copyStart(matchId)
  for (const { start, upTo, payload } of framesAsTold(bytes)) {
    const hash = hashOf(end.tip, bytes.subarray(start, start + 8), payload)
    const told = bytes.subarray(start + 8, start + HEADER_BYTES)
    if (!hash.every((byte, index) => byte === told[index])) return
    end = { size: start + HEADER_BYTES + payload.length, tip: hash }
    yield { upTo, payload, end }
  }
}

/** `seq` of the last event by what the frames say of themselves, nothing checked; undefined for no frame. */
export function lastEventTold(bytes: Uint8Array): number | undefined {
  if (kindOfFile(bytes) !== 'copy') return undefined
  return [...framesAsTold(bytes)].at(-1)?.upTo
}

function* framesAsTold(bytes: Uint8Array): Generator<Frame & { readonly start: number }> {
  let start = TITLE.length
  while (bytes.length - start >= HEADER_BYTES) {
    const reader = new ByteReader(bytes.subarray(start, start + HEADER_BYTES))
    const length = reader.u32()
    const upTo = reader.u32()
    const body = start + HEADER_BYTES
    if (length > bytes.length - body) return
    yield { start, upTo, payload: bytes.subarray(body, body + length) }
    start = body + length
  }
}

function hashOf(before: Uint8Array, measures: Uint8Array, payload: Uint8Array): Uint8Array {
  return new Sha256().update(before).update(measures).update(payload).digest()
}

function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return bytes.length >= beginning.length && beginning.every((byte, index) => byte === bytes[index])
}
