const LONGEST = 200

/** The message of whatever was thrown, in one line, bounded, without its full stop. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : ''
  const line = message.replace(/\s+/g, ' ').trim().slice(0, LONGEST).replace(/\.$/, '')
  return line === '' ? 'no reason was given' : line
}
