import * as v from 'valibot'
import { type Result, err, ok } from '../lib/core/result'
import { EXCHANGE_URL, exchangeBody } from '../lib/llm/pkce'

const answerSchema = v.object({ key: v.pipe(v.string(), v.minLength(1)) })

const FAILED = 'OpenRouter gave no key for this sign-in. Please sign in again.'

/** A person waits no longer, in milliseconds; and the answer with a key is a line of text. */
const PATIENCE = 30_000
const MOST_BYTES = 65_536

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
    signal: AbortSignal.timeout(PATIENCE),
  }
  try {
    const response = await fetcher(EXCHANGE_URL, request)
    const answer = v.safeParse(answerSchema, JSON.parse(await textOf(response)))
    return response.ok && answer.success ? ok(answer.output.key) : err(FAILED)
  } catch {
    return err(FAILED)
  }
}

/** @throws when the body is longer than an answer can be, or breaks off */
async function textOf({ body }: Response): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > MOST_BYTES) {
      await reader.cancel()
      throw new RangeError('the answer is too long')
    }
    text += decoder.decode(value, { stream: true })
  }
}
