import * as v from 'valibot'
import { type Result, err, ok } from '../lib/core/result'
import { EXCHANGE_URL, exchangeBody } from '../lib/llm/pkce'

const answerSchema = v.object({ key: v.pipe(v.string(), v.minLength(1)) })

const FAILED = 'OpenRouter gave no key for this sign-in. Please sign in again.'

/** Asks OpenRouter for the key that a person agreed to on its page. */
export async function redeemCode(
  fetcher: typeof fetch,
  code: string,
  verifier: string,
): Promise<Result<string, string>> {
  const request: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: exchangeBody(code, verifier),
    ...{ redirect: 'error', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' },
  }
  try {
    const response = await fetcher(EXCHANGE_URL, request)
    const answer = v.safeParse(answerSchema, await response.json())
    return response.ok && answer.success ? ok(answer.output.key) : err(FAILED)
  } catch {
    return err(FAILED)
  }
}
