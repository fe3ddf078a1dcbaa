import type * as v from 'valibot'
import { jsonPath, quoted } from '../core/json-place'

/** What a schema found, and where: `decisions[3].record.model.turns[0].words: This should be string, not 5.` */
export function issueSentence(base: string, issue: v.BaseIssue<unknown>): string {
  const steps = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const inner = jsonPath(steps)
  const joint = base === '' || inner === '' || inner.startsWith('[') ? '' : '.'
  return `${base}${joint}${inner}: ${messageOf(issue)}`
}

/** A schema's own message quotes what it found at any length; ours does not. */
function messageOf({ message, expected, received }: v.BaseIssue<unknown>): string {
  if (!message.startsWith('Invalid ')) return message.endsWith('.') ? message : `${message}.`
  if (expected === 'never') return 'This is not known here.'
  if (received === 'undefined') return `Here should be ${expected ?? 'something else'}, and there is nothing.`
  return `This should be ${expected ?? 'something else'}, not ${quoted(received)}.`
}
