/** OpenRouter's sign-in by PKCE: what goes into its addresses and requests. Sends nothing itself. */
import { toBase64Url } from '../core/base64url'
import { sha256 } from '../core/hash'

const CONSENT = 'https://openrouter.ai/auth'
export const OPENROUTER_ORIGIN = 'https://openrouter.ai'
export const EXCHANGE_URL = 'https://openrouter.ai/api/v1/auth/keys'
/** Bytes of chance a verifier needs. */
export const VERIFIER_BYTES = 32

/** The secret that stays on this page until the code is exchanged. `chance` is {@link VERIFIER_BYTES} long. */
export function pkceVerifier(chance: Uint8Array): string {
  return toBase64Url(chance)
}

/** The page where a person agrees; it returns to `callback` with `?code=`. */
export function consentUrl(verifier: string, callback: string): string {
  const url = new URL(CONSENT)
  url.searchParams.set('callback_url', callback)
  url.searchParams.set('code_challenge', toBase64Url(sha256(verifier)))
  url.searchParams.set('code_challenge_method', 'S256')
  return url.href
}

/** The body of the request that turns a code into a key; the answer is `{ "key": … }`. */
export function exchangeBody(code: string, verifier: string): string {
  return JSON.stringify({ code, code_verifier: verifier, code_challenge_method: 'S256' })
}
