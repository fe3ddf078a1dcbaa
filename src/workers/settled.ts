import { type Result, err } from '../lib/core/result'

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'no reason was given.'
}

/** Someone who asks a worker that dies meanwhile gets a sentence, not silence. */
export function settled<T>(answer: Promise<Result<T, string>>): Promise<Result<T, string>> {
  return answer.catch((cause: unknown) => err(reasonOf(cause)))
}
