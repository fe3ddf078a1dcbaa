import { type StoredColumn, BAR_COLUMNS, QUOTE_COLUMNS } from '../../market/bars'

const ENDINGS = [...BAR_COLUMNS, ...QUOTE_COLUMNS].map((column) => `.${column}`)

/** A file's name of a span's column. */
export function columnFile(span: string, column: StoredColumn): string {
  return `${encodeURIComponent(span)}.${column}`
}

/** The span that a file belongs to; undefined for a file of another kind. */
export function spanOfFile(name: string): string | undefined {
  const ending = ENDINGS.find((end) => name.endsWith(end))
  if (ending === undefined) return undefined
  try {
    return decodeURIComponent(name.slice(0, -ending.length))
  } catch {
    return undefined
  }
}
