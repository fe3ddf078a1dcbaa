/** Bold, italic, code and links within a line of Markdown; whatever does not close is plain text. */

export type Span =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'bold'; readonly spans: readonly Span[] }
  | { readonly type: 'italic'; readonly spans: readonly Span[] }
  | { readonly type: 'link'; readonly text: string; readonly address: string }

/** Deeper nesting is plain text. */
const DEEPEST = 4
const LINK = /\[([^[\]\n]{1,300})\]\(([^()\s]{1,2000})\)/y
const WORD = /[\p{L}\p{N}]/u
const ESCAPABLE = /[*_`#[\]\\]/

export function parseSpans(source: string, depth = 0): readonly Span[] {
  return new SpanScanner(source, depth).scan()
}

/** One pass over a text. What was looked for in vain is not looked for again, so that no text is slow. */
class SpanScanner {
  readonly #source: string
  readonly #depth: number
  readonly #spans: Span[] = []
  /** Marks that nothing closes from here on. */
  readonly #unclosed = new Set<string>()
  /** Where the plain text that is not yet a span begins. */
  #plain = 0
  #at = 0

  constructor(source: string, depth: number) {
    this.#source = source
    this.#depth = depth
  }

  scan(): readonly Span[] {
    while (this.#at < this.#source.length) {
      if (!this.#take(this.#source.charAt(this.#at))) this.#at += 1
    }
    this.#flush(this.#source.length)
    return this.#spans
  }

  #take(character: string): boolean {
    if (character === '`') return this.#takeCode()
    if (character === '[') return this.#takeLink()
    if (character === '\\') return this.#takeEscape()
    if (character !== '*' && character !== '_') return false
    const run = this.#runLength(character, 3)
    const taken = run >= 2 && this.#takeEmphasis('bold', character.repeat(2))
    if (taken || (run === 1 && this.#takeEmphasis('italic', character))) return true
    this.#at += run
    return true
  }

  #takeCode(): boolean {
    const run = this.#runLength('`', this.#source.length)
    const marks = '`'.repeat(run)
    const end = this.#closing(marks, this.#at + run, (at) => this.#standsAlone('`', at, run))
    if (end === -1) {
      this.#at += run
      return true
    }
    const text = this.#source.slice(this.#at + run, end)
    return this.#add({ type: 'code', text }, end + run)
  }

  #takeEscape(): boolean {
    if (!ESCAPABLE.test(this.#source.charAt(this.#at + 1))) return false
    this.#flush(this.#at)
    this.#plain = this.#at + 1
    this.#at += 2
    return true
  }

  #takeLink(): boolean {
    LINK.lastIndex = this.#at
    const link = LINK.exec(this.#source)
    if (link === null || this.#source[this.#at - 1] === '!') return false
    const [whole, text = '', address = ''] = link
    return this.#add({ type: 'link', text, address }, this.#at + whole.length)
  }

  /** Marks hug what they emphasise; within a word they are a name's underscores or a product of numbers. */
  #takeEmphasis(type: 'bold' | 'italic', marks: string): boolean {
    const from = this.#at + marks.length
    if (this.#depth >= DEEPEST || /^\s?$/.test(this.#source.charAt(from))) return false
    if (marks !== '**' && WORD.test(this.#source.charAt(this.#at - 1))) return false
    const found = this.#closing(marks, from + 1, (at) => this.#mayClose(marks, at))
    if (found === -1) return false
    // Of three marks that close, the last two are the outer ones.
    const mark = marks.charAt(0)
    const nested = marks.length === 2 && this.#source[from] === mark && this.#source[found + 2] === mark
    const end = nested ? found + 1 : found
    const spans = parseSpans(this.#source.slice(from, end), this.#depth + 1)
    return this.#add({ type, spans }, end + marks.length)
  }

  #mayClose(marks: string, at: number): boolean {
    const mark = marks.charAt(0)
    if (/\s/.test(this.#source.charAt(at - 1))) return false
    if (marks !== '**' && WORD.test(this.#source.charAt(at + marks.length))) return false
    return marks.length === 2 || this.#standsAlone(mark, at, 1)
  }

  #standsAlone(mark: string, at: number, length: number): boolean {
    return this.#source[at - 1] !== mark && this.#source[at + length] !== mark
  }

  /** Where the first marks that close stand, or -1. Whether they do must not depend on what they close. */
  #closing(marks: string, from: number, closes: (at: number) => boolean): number {
    if (this.#unclosed.has(marks)) return -1
    let end = this.#source.indexOf(marks, from)
    while (end !== -1 && !closes(end)) end = this.#source.indexOf(marks, end + 1)
    if (end === -1) this.#unclosed.add(marks)
    return end
  }

  #runLength(character: string, most: number): number {
    let length = 1
    while (length < most && this.#source[this.#at + length] === character) length += 1
    return length
  }

  #add(span: Span, next: number): true {
    this.#flush(this.#at)
    this.#spans.push(span)
    this.#at = next
    this.#plain = next
    return true
  }

  #flush(end: number): void {
    if (end > this.#plain) this.#spans.push({ type: 'text', text: this.#source.slice(this.#plain, end) })
  }
}
