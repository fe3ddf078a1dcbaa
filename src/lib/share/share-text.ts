/** A file's canonical text, part by part, and the hashes of its parts. */
import { canonicalJson } from '../core/canonical-json'
import { invariant } from '../core/result'
import { digestHex } from './digests'
import type { Json, ShareFile, SharedHashes, SharedSegment, SharedSignature } from './share-file'

/** All of a file but its hashes and its signature. */
export type ShareBody = Omit<ShareFile, 'hashes' | 'signature'>

/** Canonical texts of a body's members. */
export interface ShareTexts {
  readonly match: string
  readonly prompts: string
  readonly segments: readonly string[]
  readonly decisions: string
  readonly words: string
  readonly results: string
  /** What is small and no part of its own. */
  readonly about: Readonly<Record<'exportedAt' | 'format' | 'software' | 'version', string>>
}

const PER_SLICE = 500

/** The texts of a body. Stands still now and then for whoever has other work to do. */
export function* shareTexts(body: ShareBody): Generator<undefined, ShareTexts> {
  const segments: string[] = []
  for (const segment of body.segments) {
    segments.push(segmentText(segment))
    yield
  }
  const { exportedAt, format, software, version } = body
  return {
    ...{ match: canonical(body.match), prompts: canonical(body.prompts), results: canonical(body.results) },
    ...{ segments, decisions: yield* listText(body.decisions) },
    words: `{"asked":${canonical(body.words.asked)},"texts":${yield* listText(body.words.texts)}}`,
    about: {
      ...{ exportedAt: canonical(exportedAt), format: canonical(format) },
      ...{ software: canonical(software), version: canonical(version) },
    },
  }
}

/** The file's text, in pieces; without hashes and signature that of its body. */
export function fileText(
  texts: ShareTexts,
  hashes?: SharedHashes,
  signature?: SharedSignature,
): readonly string[] {
  const { about, segments, ...parts } = texts
  const listed = segments.map((text, index) => (index === 0 ? text : `,${text}`))
  const members: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(Object.entries({ ...about, ...parts }).map(([name, text]) => [name, [text]])),
    segments: ['[', ...listed, ']'],
    ...(hashes === undefined ? {} : { hashes: [canonical(hashes)] }),
    ...(signature === undefined ? {} : { signature: [canonical(signature)] }),
  }
  const names = Object.keys(members).sort()
  const pieces = names.flatMap((name, index) => [
    `${index === 0 ? '{' : ','}"${name}":`,
    ...(members[name] ?? []),
  ])
  return [...pieces, '}']
}

export async function hashesOf(texts: ShareTexts): Promise<SharedHashes> {
  const encoder = new TextEncoder()
  const hash = (text: string): Promise<string> => digestHex(encoder.encode(text))
  const { match, prompts, segments, decisions, words, results } = texts
  const parts = [match, prompts, decisions, words, results, fileText(texts).join('')].map(hash)
  const [ofMatch = '', ofPrompts = '', ofDecisions = '', ofWords = '', ofResults = '', whole = ''] =
    await Promise.all(parts)
  return {
    ...{ match: ofMatch, prompts: ofPrompts, segments: await Promise.all(segments.map(hash)) },
    ...{ decisions: ofDecisions, words: ofWords, results: ofResults, whole },
  }
}

/** @throws InvariantError for what has no canonical text */
export function canonical(value: unknown): string {
  const text = canonicalJson(value)
  invariant(text.ok, text.ok ? '' : text.error)
  return text.value
}

function segmentText({ digest, firstSeq, inputs, marks }: SharedSegment): string {
  const rows = inputs.map(rowText)
  const [seq, digestText, marksText] = [canonical(firstSeq), canonical(digest), canonical(marks)]
  return `{"digest":${digestText},"firstSeq":${seq},"inputs":[${rows.join(',')}],"marks":${marksText}}`
}

/** Most rows hold nothing that has members to sort: their ordinary text is the canonical one. */
function rowText(row: readonly Json[]): string {
  return row.some((cell) => typeof cell === 'object') ? canonical(row) : JSON.stringify(row)
}

/** The text of a list, made piece by piece. */
function* listText(items: readonly unknown[]): Generator<undefined, string> {
  const texts: string[] = []
  for (const item of items) {
    texts.push(canonical(item))
    if (texts.length % PER_SLICE === 0) yield
  }
  return `[${texts.join(',')}]`
}
