import * as v from 'valibot'
import { StoreFailure } from '../core/store-failure'

/**
 * The row, checked. `what` names it in the sentence, e.g. "The match's first row".
 * @throws StoreFailure `damaged` when the schema refuses it
 */
export function parseRow<T>(schema: v.GenericSchema<unknown, T>, row: unknown, what: string): T {
  const parsed = v.safeParse(schema, row, { abortEarly: true })
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const place = v.getDotPath(issue)
  const where = place === null ? '' : ` at "${place}"`
  throw new StoreFailure('damaged', `${what} is not as it should be${where}: ${issue.message}.`)
}
