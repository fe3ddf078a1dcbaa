/** Blocks of reasoning as OpenRouter streams them and wants them back, unread, with the calls they led to. */

type Block = Readonly<Record<string, unknown>>

const MOST_BLOCKS = 64
const LONGEST = 65_536
/** These come in pieces; every other part of a block is whole. */
const IN_PIECES = ['text', 'summary']

/** Puts blocks of reasoning together from their pieces: all of them or, if there is too much, none. */
export class ReasoningDetails {
  readonly #blocks: Block[] = []
  #size = 0

  add(pieces: readonly Block[]): void {
    for (const piece of pieces) if (this.#hasRoom) this.#put(piece)
  }

  /** JSON text of all blocks; undefined when there are none, or more than can be kept. */
  get text(): string | undefined {
    return this.#blocks.length > 0 && this.#hasRoom ? JSON.stringify(this.#blocks) : undefined
  }

  get #hasRoom(): boolean {
    return this.#size <= LONGEST && this.#blocks.length <= MOST_BLOCKS
  }

  #put(piece: Block): void {
    const last = this.#blocks.at(-1)
    if (last !== undefined && continues(last, piece)) {
      this.#size += lengthOf(piece)
      this.#blocks[this.#blocks.length - 1] = joined(last, piece)
    } else {
      this.#size += JSON.stringify(piece).length
      this.#blocks.push(piece)
    }
  }
}

/** The blocks in a call's signature; undefined when it is a signature of another kind. */
export function reasoningDetailsIn(signature: string | undefined): readonly unknown[] | undefined {
  if (signature?.startsWith('[') !== true) return undefined
  try {
    const blocks: unknown = JSON.parse(signature)
    return Array.isArray(blocks) ? blocks : undefined
  } catch {
    return undefined
  }
}

function continues(block: Block, piece: Block): boolean {
  const isPart = [...IN_PIECES, 'signature'].some((part) => part in piece)
  return isPart && block.type === piece.type && block.index === piece.index
}

/** What a piece adds to its block; all else it tells was told before. */
function lengthOf(piece: Block): number {
  const added = [...IN_PIECES, 'signature'].map((part) => piece[part])
  return added.reduce<number>((sum, text) => sum + (typeof text === 'string' ? text.length : 0), 0)
}

function joined(block: Block, piece: Block): Block {
  const told = Object.entries(piece).filter(([, value]) => value !== null && value !== undefined)
  const grown = IN_PIECES.flatMap((part): [string, unknown][] =>
    typeof block[part] === 'string' && typeof piece[part] === 'string'
      ? [[part, block[part] + piece[part]]]
      : [],
  )
  return { ...block, ...Object.fromEntries(told), ...Object.fromEntries(grown) }
}
