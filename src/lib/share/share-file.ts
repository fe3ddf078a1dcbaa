/**
 * The file by which a match is shared: one JSON value in canonical form (RFC 8785), so that one match has one
 * text and one hash. Decimals and floats are decimal text; instants are epoch milliseconds. What is in
 * it is listed here and nothing else is ever written: there is no place for a key, a header or an address.
 */

import type { Json } from '../core/json'

export const SHARE_FORMAT = 'daytrading-agents-arena/match'
export const SHARE_VERSION = 1

export type { Json }

/** Events to a segment: those of the engine's own log, whose digests are the file's. */
export { SEGMENT_RECORDS } from '../engine/log/event-log'

export interface ShareFile {
  readonly format: typeof SHARE_FORMAT
  readonly version: typeof SHARE_VERSION
  /** Of the arena that wrote the file, such as "0.1.0". */
  readonly software: string
  /** ISO 8601, UTC. */
  readonly exportedAt: string
  /** What the match was started with: engine/config, amounts as decimal text. */
  readonly match: Json
  readonly prompts: readonly SharedPrompt[]
  readonly segments: readonly SharedSegment[]
  readonly decisions: readonly SharedDecision[]
  readonly words: SharedWords
  readonly results: SharedResults
  readonly hashes: SharedHashes
  readonly signature?: SharedSignature
}

/** `text` is missing where the owner hid it: then its hash is all there is. */
export interface SharedPrompt {
  /** SHA-256 of the text, hex. */
  readonly hash: string
  readonly text?: string
}

/** Up to a thousand inputs of the log, in order, and what a re-run of them is checked against. */
export interface SharedSegment {
  readonly firstSeq: number
  /** One row an input: its kind, milliseconds since the one before, its own fields (share/input-rows). */
  readonly inputs: readonly (readonly Json[])[]
  /**
   * Four hex digits an event: FNV-1a of its record with all it derived, folded to 16 bits. They find the event; that
   * one in 65,536 changes is found a few events later, or by the digest alone, costs no certainty: digests prove.
   */
  readonly marks: string
  /** The log's chained SHA-256 up to the segment's last event, hex. */
  readonly digest: string
}

/**
 * One decision without its texts and without what the log says of it anyway (share/terse-decision). From all three
 * comes the decision as it was kept, agents/decision, and its hash; the row of the decision in the log has the first
 * {@link HASH_DIGITS} digits of that hash, so that changed words are told from a changed row, and gets all of it from
 * here. A decision that is not in the file has its whole hash in its row.
 */
export interface SharedDecision {
  readonly run: number
  readonly tick: number
  readonly record: Json
}

/** Digits that a row keeps of the hash of words that are in the file. */
export const HASH_DIGITS = 8

/** What was said in the decisions, apart from their figures: each compresses best among its own kind. */
export interface SharedWords {
  /**
   * SHA-256 of what each language model was first asked, 64 hex digits each, in order of the decisions that have one;
   * all in one text.
   */
  readonly asked: string
  /** One list a decision, in the order that share/terse-decision gives; null where a text may be missing and is. */
  readonly texts: readonly (readonly (string | null)[])[]
}

/** What came of it: checks, never inputs. */
export interface SharedResults {
  readonly events: number
  readonly status: 'running' | 'paused' | 'ended' | 'halted'
  /** Match time of the last event. */
  readonly time: number
  readonly standings: readonly SharedStanding[]
  readonly trades: readonly SharedTrade[]
}

/** In roster order; amounts in USD, decimal text. */
export interface SharedStanding {
  readonly name: string
  readonly role: 'agent' | 'benchmark'
  readonly equity: string
  readonly cash: string
  readonly fees: string
  readonly modelCost: string
  readonly trades: number
}

/** One fill. */
export interface SharedTrade {
  readonly seq: number
  readonly time: number
  readonly run: number
  readonly product: string
  readonly side: 'buy' | 'sell'
  readonly quantity: string
  readonly price: string
  readonly fee: string
  readonly cash: string
}

/** SHA-256 of the canonical text of each part, hex. `whole` covers the file without `hashes` and `signature`. */
export interface SharedHashes {
  readonly match: string
  readonly prompts: string
  readonly segments: readonly string[]
  readonly decisions: string
  readonly words: string
  readonly results: string
  readonly whole: string
}

/** Says who made the file, not whether it is true. */
export interface SharedSignature {
  readonly algorithm: 'Ed25519'
  /** Raw, base64url. */
  readonly publicKey: string
  /** Over the 32 bytes of `hashes.whole`, base64url. */
  readonly value: string
}

/** What a file may hold; whatever Export writes keeps within it. */
export const SHARE_LIMITS = {
  /** Bytes of a compressed file as it comes. */
  compressed: 10_000_000,
  /** Bytes of text, unpacked or as it comes. */
  plain: 64_000_000,
  depth: 32,
  /** Milliseconds for taking a file apart, before it is run again. */
  parsing: 5000,
} as const
