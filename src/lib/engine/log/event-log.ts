import { Sha256, toHex } from '../../core/hash'

/** Records to a segment of a match's log. */
export const SEGMENT_RECORDS = 1000

/** A segment's last record, and the digest over it and all segments before it. */
export interface SegmentSeal {
  readonly segment: number
  /** Of its last record. */
  readonly seq: number
  /** Hex. */
  readonly digest: string
}

const GENESIS = new Uint8Array(32)

/**
 * The chained digest of a match's records: digest_n = SHA-256(digest_(n-1) then the bytes of segment n),
 * digest_0 = 32 zero bytes. A segment is sealed at its thousandth record. Records go in by `seq` from 0.
 */
export class EventLog {
  readonly #seals: SegmentSeal[] = []
  #open = new Sha256().update(GENESIS)
  #records = 0
  #bytes = 0

  /** Takes the next record. Answers the seal if it was a segment's last. */
  append(record: Uint8Array): SegmentSeal | undefined {
    this.#open.update(record)
    this.#records += 1
    this.#bytes += record.length
    if (this.#records % SEGMENT_RECORDS !== 0) return undefined
    const digest = this.#open.digest()
    this.#open = new Sha256().update(digest)
    const seal = { segment: this.#seals.length, seq: this.#records - 1, digest: toHex(digest) }
    this.#seals.push(seal)
    return seal
  }

  get records(): number {
    return this.#records
  }

  get bytes(): number {
    return this.#bytes
  }

  get seals(): readonly SegmentSeal[] {
    return this.#seals
  }

  /** Of the sealed segments, hex; of nothing before the first is sealed. */
  get digest(): string {
    return this.#seals.at(-1)?.digest ?? toHex(GENESIS)
  }

  /** Over everything so far, the open segment included, hex: what two folds of one match agree on. */
  get tip(): string {
    return this.#records % SEGMENT_RECORDS === 0 ? this.digest : toHex(this.#open.digest())
  }
}
