/** Small things an editor of code does with its text. Pure. */

/** What the Tab key puts in. */
export const INDENT = '  '

/** The line a complaint names, from 1; undefined where it names none. */
export function lineOfProblem(text: string): number | undefined {
  const [, line] = /\bline (\d{1,6})\b/i.exec(text) ?? []
  return line === undefined ? undefined : Number(line)
}

/** `1\n2\n3` for the gutter beside a text. */
export function lineNumbers(text: string): string {
  let lines = 1
  for (const character of text) if (character === '\n') lines += 1
  return Array.from({ length: lines }, (_, index) => String(index + 1)).join('\n')
}

/** Where a line of a text begins and ends; the last one when there are not so many. */
export function lineSpan(text: string, line: number): { readonly from: number; readonly to: number } {
  const lines = text.split('\n')
  const index = Math.min(Math.max(1, line), lines.length) - 1
  const from = lines.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0)
  return { from, to: from + (lines[index]?.length ?? 0) }
}
