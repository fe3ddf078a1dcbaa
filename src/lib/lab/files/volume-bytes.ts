/** Volume: doubles that mostly are short decimals, and then written as whole numbers of their last place. */
import { type ByteReader, DecodeError } from '../../core/byte-reader'
import type { ByteWriter } from '../../core/byte-writer'

/** Places tried, fewest first; {@link PLAIN} stands for doubles as they are. */
const PLACES = [0, 4, 8]
const PLAIN = 255

interface VolumeBars {
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** Rows without a bar have one volume, told once. */
export function writeVolume(to: ByteWriter, { close, volume }: VolumeBars): void {
  const gap = volume[close.findIndex(Number.isNaN)] ?? 0
  const alike = close.every((price, row) => !Number.isNaN(price) || Object.is(volume[row], gap))
  const places = alike ? PLACES.find((tried) => isDecimal(close, volume, 10 ** tried)) : undefined
  to.u8(places ?? PLAIN)
  if (places === undefined) {
    for (const value of volume) to.f64(value)
    return
  }
  to.f64(gap)
  for (let row = 0; row < volume.length; row += 1) {
    if (!Number.isNaN(close[row])) to.varint(Math.round((volume[row] ?? 0) * 10 ** places))
  }
}

/** Whether every volume of a bar comes back exactly from a whole number of parts. */
function isDecimal(close: Float64Array, volume: Float64Array, scale: number): boolean {
  return volume.every((value, row) => {
    if (Number.isNaN(close[row])) return true
    const parts = Math.round(value * scale)
    return Number.isSafeInteger(parts) && parts >= 0 && Object.is(parts / scale, value)
  })
}

export function readVolume(from: ByteReader, close: Float64Array): Float64Array {
  const volume = new Float64Array(close.length)
  const places = from.u8()
  if (places === PLAIN) {
    for (let row = 0; row < volume.length; row += 1) volume[row] = from.f64()
    return volume
  }
  if (!PLACES.includes(places)) throw new DecodeError('volume of an unknown kind', from.offset)
  const gap = from.f64()
  const scale = 10 ** places
  for (let row = 0; row < volume.length; row += 1) {
    volume[row] = Number.isNaN(close[row]) ? gap : from.varint() / scale
  }
  return volume
}
