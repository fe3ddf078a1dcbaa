import { type Result, err, ok } from '../core/result'

/** Parses JSON text from outside; text that is none (or nested too deep for the engine) is a sentence. */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return err(`"${text.slice(0, 40)}" is not JSON.`)
  }
}
