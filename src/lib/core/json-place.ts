import { groupDigits } from './group-digits'

/** Characters of a stranger's text that a sentence quotes. */
const QUOTED = 40
const LONGEST_PATH = 160
const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/

/** A stranger's text as a sentence may show it: short, and without signs that are not seen or turn the line round. */
export function quoted(text: string): string {
  const short = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text
  return `“${short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')}”`
}

/** Where in a JSON value: `segments[3].inputs[12]`; empty for the value itself. */
export function jsonPath(path: readonly (string | number)[]): string {
  const text = path.map(stepText).join('').replace(/^\./, '')
  if (text.length <= LONGEST_PATH) return text
  return `${text.slice(0, LONGEST_PATH / 2)}…${text.slice(-LONGEST_PATH / 2)}`
}

function stepText(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`
  return PLAIN_NAME.test(step) && step.length <= QUOTED ? `.${step}` : `[${quoted(step)}]`
}

/** Where in a text: `line 1, column 3,045`, both counted from 1, columns in UTF-16 units. */
export function textPlace(text: string, index: number): string {
  let line = 1
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1 && end < index; end = text.indexOf('\n', start)) {
    line += 1
    start = end + 1
  }
  return `line ${groupDigits(String(line))}, column ${groupDigits(String(index - start + 1))}`
}
