/**
 * Unpacks Snappy's block format (github.com/google/snappy, format_description.txt) into exactly `size` bytes, in time
 * bounded by input and output; undefined for anything else.
 */
export function unsnap(input: Uint8Array, size: number): Uint8Array<ArrayBuffer> | undefined {
  const start = preamble(input, size)
  if (start < 0) return undefined
  const output = new Uint8Array(size)
  let from = start
  let to = 0
  while (from < input.length) {
    const tag = input[from] ?? 0
    from += 1
    if ((tag & 3) === 0) {
      const extra = Math.max(0, (tag >> 2) - 59)
      const length = (extra === 0 ? tag >> 2 : littleEndian(input, from, extra)) + 1
      from += extra
      if (from + length > input.length || to + length > size) return undefined
      output.set(input.subarray(from, from + length), to)
      from += length
      to += length
    } else {
      const bytes = BYTES_OF_OFFSET[tag & 3] ?? 0
      const short = (tag & 3) === 1
      const length = short ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
      const back = littleEndian(input, from, bytes) + (short ? (tag >> 5) * 256 : 0)
      from += bytes
      if (from > input.length || back === 0 || back > to || to + length > size) return undefined
      for (const end = to + length; to < end; to += 1) output[to] = output[to - back] ?? 0
    }
  }
  return to === size ? output : undefined
}

const BYTES_OF_OFFSET = [0, 1, 2, 4]

/** Where the pieces begin, -1 unless the size that is told is the one that is wanted. */
function preamble(input: Uint8Array, size: number): number {
  let told = 0
  for (let at = 0; at < 5; at += 1) {
    const byte = input[at] ?? 255
    told += (byte & 127) * 128 ** at
    if (byte < 128) return told === size ? at + 1 : -1
  }
  return -1
}

function littleEndian(input: Uint8Array, from: number, bytes: number): number {
  let value = 0
  for (let at = bytes - 1; at >= 0; at -= 1) value = value * 256 + (input[from + at] ?? 0)
  return value
}
