import type { Clock } from '../../core/clock'
import { type Result, err, ok } from '../../core/result'
import type { DurationMs } from '../../core/time'
import { parseJson } from '../json'
import { type RestFailure, failureOfStatus } from './rest-failure'

/** What is used of an answer; the platform's `Response` is one. */
export interface ResponsePort {
  readonly status: number
  text(): Promise<string>
}

/** The platform's `fetch`. No headers of our own: they would need a preflight, which the exchange refuses. */
export type FetchPort = (
  url: string,
  init: { readonly cache: 'no-store'; readonly credentials: 'omit'; readonly signal: AbortSignal },
) => Promise<ResponsePort>

/** All products together are some 400,000 characters. */
const MAX_BODY_LENGTH = 5_000_000

/** One attempt, at most `timeout` long, the body included. Never rejects. Any of `cancels` ends it early. */
export async function fetchJson(
  fetch: FetchPort,
  clock: Clock,
  url: string,
  timeout: DurationMs,
  cancels: readonly AbortSignal[],
): Promise<Result<unknown, RestFailure>> {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  const unlink = whenAny(cancels, stop)
  const cancelTimer = clock.after(timeout, stop)
  const attempt = attemptOnce(fetch, url, controller.signal)
  // A body that never ends may ignore the signal; the race does not.
  const answer = await Promise.race([attempt, whenAborted(controller.signal)])
  cancelTimer()
  unlink()
  if (!controller.signal.aborted) return answer
  return err(
    cancels.some((cancel) => cancel.aborted)
      ? { kind: 'closed', sentence: 'The feed was closed.' }
      : { kind: 'timeout', sentence: `Coinbase did not answer within ${timeout / 1000} s.` },
  )
}

async function attemptOnce(
  fetch: FetchPort,
  url: string,
  signal: AbortSignal,
): Promise<Result<unknown, RestFailure>> {
  try {
    const response = await fetch(url, { cache: 'no-store', credentials: 'omit', signal })
    if (response.status !== 200) return err(failureOfStatus(response.status))
    return readBody(await response.text())
  } catch {
    // Throttled answers may lack CORS headers, so the cause cannot be known here.
    return err({ kind: 'network', sentence: 'Coinbase could not be reached by request.' })
  }
}

function readBody(text: string): Result<unknown, RestFailure> {
  if (text.length > MAX_BODY_LENGTH) return garbage(`an answer of ${text.length} characters`)
  const json = parseJson(text)
  return json.ok ? ok(json.value) : garbage(`an answer that is no JSON: ${json.error}`)
}

export function garbage(what: string): Result<never, RestFailure> {
  return err({ kind: 'garbage', sentence: `Coinbase sent ${what}` })
}

/** Calls back when the first of them aborts, at once when one has. Answers how to stop listening. */
export function whenAny(signals: readonly AbortSignal[], run: () => void): () => void {
  if (signals.some((signal) => signal.aborted)) run()
  for (const signal of signals) signal.addEventListener('abort', run, { once: true })
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', run)
  }
}

function whenAborted(signal: AbortSignal): Promise<Result<never, RestFailure>> {
  return new Promise((resolve) => {
    const answer = (): void => resolve(garbage('nothing in time.'))
    if (signal.aborted) answer()
    else signal.addEventListener('abort', answer, { once: true })
  })
}
