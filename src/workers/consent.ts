// What OpenRouter's consent page sends back in the address of this page, and what was kept for its return.

const VERIFIER_KEY = 'arena:openrouter-verifier'
const MODELS_PAGE = '#/models'

/** A consent on its way back: worthless without the verifier, and that without the code. */
export interface Consent {
  readonly code: string
  readonly verifier: string
}

/** Keeps the verifier for when the page comes back; answers whether this browser does. */
export function keepVerifier(verifier: string): boolean {
  try {
    sessionStorage.setItem(VERIFIER_KEY, verifier)
    return true
  } catch {
    return false
  }
}

/**
 * What the consent page sent back, if that is where the page comes from: the code leaves the address and the
 * verifier its place, which it also does when the page comes back without a code.
 */
export function takeConsent(): Consent | undefined {
  const code = new URLSearchParams(location.search).get('code')
  if (code !== null) history.replaceState(null, '', location.pathname + MODELS_PAGE)
  const verifier = takeVerifier()
  return code === null || verifier === null ? undefined : { code, verifier }
}

function takeVerifier(): string | null {
  try {
    const verifier = sessionStorage.getItem(VERIFIER_KEY)
    sessionStorage.removeItem(VERIFIER_KEY)
    return verifier
  } catch {
    return null
  }
}
