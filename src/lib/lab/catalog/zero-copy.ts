import { type Result, err, invariant, ok } from '../../core/result'
import { type QuotedBars, allocateBars, columnsOf, mapColumns } from '../../market/bars'

/** Bars on loan: whoever holds it may read them until it is given back, given away or shared out. */
export class BarLease {
  #bars: QuotedBars | undefined

  constructor(bars: QuotedBars) {
    this.#bars = bars
  }

  /** @throws InvariantError once the lease has ended: the memory may be another worker's by then */
  get bars(): QuotedBars {
    invariant(this.#bars !== undefined, 'bars were used after they had been transferred or released')
    return this.#bars
  }

  /** For {@link ZeroCopyManager} only. */
  end(): void {
    this.#bars = undefined
  }
}

/** To be posted: `postMessage(message, transfer)`. */
export interface Transfer {
  readonly message: readonly QuotedBars[]
  readonly transfer: readonly ArrayBuffer[]
}

const NOT_SHARED =
  'This page cannot share memory between workers (it is not cross-origin isolated); each worker reads its own copy.'

/**
 * Keeps the books of columns and of Arrow views over them: who still reads a buffer, and how many bytes were
 * copied. A buffer changes owner only when nobody else reads it; otherwise it is copied, and that is counted.
 */
export class ZeroCopyManager {
  readonly #readers = new Map<ArrayBufferLike, number>()
  #copied = 0

  /** @param canShare whether the page is cross-origin isolated and has SharedArrayBuffer */
  constructor(private readonly canShare: boolean) {}

  /** Since the beginning, in bytes. */
  get bytesCopied(): number {
    return this.#copied
  }

  /** Of buffers on loan, each once. */
  get bytesHeld(): number {
    return [...this.#readers.keys()].reduce((sum, buffer) => sum + buffer.byteLength, 0)
  }

  /** Notes a copy that somebody else made. */
  count(bytes: number): void {
    this.#copied += bytes
  }

  lease(bars: QuotedBars): BarLease {
    for (const buffer of buffersOf(bars)) this.#readers.set(buffer, (this.#readers.get(buffer) ?? 0) + 1)
    return new BarLease(bars)
  }

  /** Ends a lease. @throws InvariantError when it has ended already */
  release(lease: BarLease): void {
    for (const buffer of buffersOf(lease.bars)) {
      const left = (this.#readers.get(buffer) ?? 0) - 1
      if (left > 0) this.#readers.set(buffer, left)
      else this.#readers.delete(buffer)
    }
    lease.end()
  }

  /** Gives bars away and ends their leases. What somebody else still reads, and what is part of a larger buffer, is copied. */
  transfer(...leases: readonly BarLease[]): Transfer {
    const given = leases.map(({ bars }) => bars)
    for (const lease of leases) this.release(lease)
    const transfer = new Set<ArrayBuffer>()
    const copies = new Map<Float64Array, Float64Array>()
    const message = given.map((bars) => {
      return mapColumns(bars, (column) => {
        const own = copies.get(column) ?? this.#own(column)
        copies.set(column, own)
        if (own.buffer instanceof ArrayBuffer) transfer.add(own.buffer)
        return own
      })
    })
    return { message, transfer: [...transfer] }
  }

  /** The bars in memory that all workers of the page read; copied there, once, and counted. Ends the lease. */
  share(lease: BarLease): Result<QuotedBars, string> {
    if (!this.canShare) return err(NOT_SHARED)
    const { bars } = lease
    this.release(lease)
    return ok(mapColumns(bars, (column) => (isShared(column) ? column : this.#sharedCopy(column))))
  }

  /** One after the other in new memory, counted; a single part stays what it is. All have quotes, or none. */
  concatenate(parts: readonly QuotedBars[]): QuotedBars {
    const [first] = parts
    if (first === undefined) return allocateBars(0)
    if (parts.length === 1) return first
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const columns = parts.map((part) => new Map(columnsOf(part)))
    return mapColumns(first, (_, name) => {
      const whole = new Float64Array(length)
      let at = 0
      for (const [index, part] of parts.entries()) {
        const column = columns[index]?.get(name)
        invariant(column !== undefined, 'bars with quotes were put together with bars without')
        whole.set(column, at)
        this.count(column.byteLength)
        at += part.length
      }
      return whole
    })
  }

  /** Memory that may leave: the column's own if nobody else reads it and it is all of its buffer. */
  #own(column: Float64Array): Float64Array {
    const whole = column.byteLength === column.buffer.byteLength
    if (isShared(column) || (whole && !this.#readers.has(column.buffer))) return column
    this.count(column.byteLength)
    return column.slice()
  }

  #sharedCopy(column: Float64Array): Float64Array {
    const shared = new Float64Array(new SharedArrayBuffer(column.byteLength))
    shared.set(column)
    this.count(column.byteLength)
    return shared
  }
}

function isShared({ buffer }: Float64Array): boolean {
  return typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer
}

function buffersOf(bars: QuotedBars): ReadonlySet<ArrayBufferLike> {
  return new Set(columnsOf(bars).map(([, column]) => column.buffer))
}
