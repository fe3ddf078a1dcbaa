import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** SHA-256 of bytes, or of a text's UTF-8. Synchronous, 32 bytes. */
export function sha256(data: Uint8Array | string): Uint8Array {
  return nobleSha256(typeof data === 'string' ? new TextEncoder().encode(data) : data)
}

/** {@link sha256} as 64 lower-case hex digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return toHex(sha256(data))
}

/** SHA-256 of bytes that come piece by piece. */
export class Sha256 {
  readonly #hash = nobleSha256.create()

  update(bytes: Uint8Array): this {
    this.#hash.update(bytes)
    return this
  }

  /** The 32 bytes over everything so far; more may still be added afterwards. */
  digest(): Uint8Array {
    return this.#hash.clone().digest()
  }
}

export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}

/** The bytes of an even number of hex digits. @throws Error on anything else. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hexToBytes(hex))
}
