/**
 * The part of Markdown that language models write, as data for elements: paragraphs, headings, lists,
 * code, bold, italic. Nothing here becomes markup: no HTML, no images, and a link is its text and its
 * address. Every letter and digit of the source is in the result.
 */
import { type Span, parseSpans } from './markdown-spans'

export type Block =
  | { readonly type: 'paragraph' | 'heading'; readonly spans: readonly Span[] }
  | { readonly type: 'code'; readonly language: string; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly ListItem[] }

export interface ListItem {
  /** `•`, or the number as it was written. */
  readonly marker: string
  /** 0 for an outer item. */
  readonly depth: number
  readonly spans: readonly Span[]
}

const FENCE = /^\s{0,3}(`{3,}|~{3,})([^`]*)$/
const HEADING = /^\s{0,3}#{1,6}\s+(.+)$/
const BULLET = /^(\s*)[-*+]\s+(\S.*)$/
const NUMBERED = /^(\s*)(\d{1,9}[.)])\s+(\S.*)$/
const DEEPEST = 3

/** Never throws; takes time in proportion to the text. */
export function parseMarkdown(source: string): readonly Block[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length;) {
    const { block, next } = blockAt(lines, at)
    if (block !== undefined) blocks.push(block)
    at = next
  }
  return blocks
}

interface Found {
  readonly block: Block | undefined
  readonly next: number
}

function blockAt(lines: readonly string[], at: number): Found {
  const line = lines[at] ?? ''
  if (line.trim() === '') return { block: undefined, next: at + 1 }
  const fence = FENCE.exec(line)
  if (fence !== null) return codeAt(lines, at, fence[1] ?? '', fence[2] ?? '')
  const heading = HEADING.exec(line)
  if (heading !== null)
    return { block: { type: 'heading', spans: parseSpans(heading[1] ?? '') }, next: at + 1 }
  return itemOf(line) === undefined ? paragraphAt(lines, at) : listAt(lines, at)
}

/** To the closing fence, or to the end of a text that was cut off. */
function codeAt(lines: readonly string[], at: number, fence: string, language: string): Found {
  let end = at + 1
  while (end < lines.length && !closes(lines[end] ?? '', fence)) end += 1
  const text = lines.slice(at + 1, end).join('\n')
  return { block: { type: 'code', language: language.trim(), text }, next: end + 1 }
}

function closes(line: string, fence: string): boolean {
  const plain = line.trim()
  return plain.length >= fence.length && plain === (fence[0] ?? '').repeat(plain.length)
}

function listAt(lines: readonly string[], at: number): Found {
  const items: ListItem[] = []
  let next = at
  for (let item = itemOf(lines[next]); item !== undefined; item = itemOf(lines[next])) {
    items.push(item)
    next += 1
  }
  return { block: { type: 'list', items }, next }
}

function itemOf(line = ''): ListItem | undefined {
  const bullet = BULLET.exec(line)
  if (bullet !== null) return item(bullet[1], '•', bullet[2])
  const numbered = NUMBERED.exec(line)
  return numbered === null ? undefined : item(numbered[1], numbered[2] ?? '', numbered[3])
}

function item(indent = '', marker: string, text = ''): ListItem {
  const depth = Math.min(DEEPEST, Math.floor(indent.replaceAll('\t', '  ').length / 2))
  return { marker, depth, spans: parseSpans(text) }
}

function paragraphAt(lines: readonly string[], at: number): Found {
  let end = at + 1
  while (end < lines.length && continues(lines[end] ?? '')) end += 1
  return { block: { type: 'paragraph', spans: parseSpans(lines.slice(at, end).join('\n')) }, next: end }
}

function continues(line: string): boolean {
  if (line.trim() === '' || itemOf(line) !== undefined) return false
  return !FENCE.test(line) && !HEADING.test(line)
}
