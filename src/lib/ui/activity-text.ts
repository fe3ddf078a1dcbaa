import type { ActivityRow } from '../../workers/api/view'

const LONG = 260
const TEASER = 140

/** A trade's first word, to be set off in colour, and the rest; a text that lacks the word gets one. A sale by a limit or stop is one, too. */
export function tradeWords(row: ActivityRow): { readonly lead: string; readonly rest: string } {
  if ((row.kind !== 'trade' && row.kind !== 'risk') || row.side === undefined)
    return { lead: '', rest: row.text }
  const said = /^(bought|sold|buy|sell)\b/i.exec(row.text)?.[0]
  if (said !== undefined) return { lead: said, rest: row.text.slice(said.length) }
  return { lead: row.side === 'buy' ? 'Bought' : 'Sold', rest: ` ${row.text}` }
}

/** The beginning of a long tool answer, shown until a person opens it; undefined for a short one. */
export function teaserOf(row: ActivityRow): string | undefined {
  if (row.kind !== 'tool' || row.text.length <= LONG) return undefined
  // The first line says the most; tables and lists come after it.
  const [first = ''] = row.text.trim().split('\n')
  return `${first.slice(0, TEASER).trim()} …`
}

/** A tool call as it was made: `calculator({"expression":"2+2"})`. */
export function callText(row: ActivityRow): string {
  return row.tool === undefined ? '' : `${row.tool}(${row.input ?? ''})`
}

/** Whether a language model wrote the text, in the Markdown they write. */
export function hasModelText(row: ActivityRow): boolean {
  return row.kind === 'response' && row.tick !== undefined
}

/** As {@link hasModelText} of the reasoning: beside a call or a fault only a model has any. */
export function hasModelReasoning(row: ActivityRow): boolean {
  return row.kind !== 'response' || row.tick !== undefined
}
