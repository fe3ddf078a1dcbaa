import { jsonPath, quoted } from './json-place'

/** Of a schema's issue, as valibot makes them, what a sentence needs. */
export interface SchemaIssue {
  readonly message: string
  readonly expected: string | null
  readonly received: string
  readonly path?: readonly { readonly key: unknown }[] | undefined
}

/** What a schema found, and where: `decisions[3].record.model.turns[0].words: This should be string, not 5.` */
export function issueSentence(base: string, issue: SchemaIssue): string {
  const steps = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const inner = jsonPath(steps)
  const joint = base === '' || inner === '' || inner.startsWith('[') ? '' : '.'
  return `${base}${joint}${inner}: ${messageOf(issue)}`
}

/** A schema's own message quotes what it found at any length; ours does not. */
function messageOf({ message, expected, received }: SchemaIssue): string {
  if (!message.startsWith('Invalid ')) return message.endsWith('.') ? message : `${message}.`
  if (expected === 'never') return 'This is not known here.'
  if (received === 'undefined') return `Here should be ${expected ?? 'something else'}, and there is nothing.`
  return `This should be ${expected ?? 'something else'}, not ${quoted(received)}.`
}
