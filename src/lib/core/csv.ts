/** One cell: free text, or a figure of our own making. */
export type Cell = string | number | { readonly text: string }

/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/

/**
 * Rows as RFC 4180 has them: commas, CRLF, quotes doubled. Free text (`{ text }`) that a spreadsheet would run as a
 * formula gets an apostrophe before it; figures stay figures.
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')
}

/** ISO 8601 in UTC of milliseconds since the epoch; the number itself where no calendar reaches. */
export function instantCell(time: number): Cell {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? time : date.toISOString()
}

function cellText(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const text = typeof cell === 'string' ? cell : defused(cell.text)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function defused(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
