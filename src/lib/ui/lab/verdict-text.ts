import type { RunVerdict } from '../../../workers/api/lab'
import { pluralText } from '../format'

/** `VERIFIED — 129,600 bars re-run from the log, same result` */
export function verdictText(verdict: RunVerdict): string {
  if (verdict.status === 'verified') {
    return `VERIFIED — ${pluralText(verdict.rows, 'bar')} re-run from the log, same result`
  }
  return `DIVERGED at record ${verdict.at + 1} of the log: it is not what the engine makes of its signals`
}
