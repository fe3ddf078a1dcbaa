// The one Trusted Types policy of a realm (page or worker): the only place that vouches for a
// script's address. The browser allows a policy name once per realm, so it is made once, here.

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptUrlPolicy
}

const POLICY_NAME = 'arena'

/** Our own files and blobs made from them; throws on anything else. */
function vouch(url: string): string {
  const { protocol, origin } = new URL(url)
  const ours = origin === globalThis.origin
  if (ours && (protocol === 'blob:' || protocol === 'https:' || protocol === 'http:')) return url
  throw new TypeError(`Refused to run a script that is not part of the app: ${url}`)
}

function createPolicy(): ScriptUrlPolicy {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const rules = { createScriptURL: vouch }
  return trustedTypes ? trustedTypes.createPolicy(POLICY_NAME, rules) : rules
}

let policy: ScriptUrlPolicy | undefined

/**
 * @param url absolute address of a script on the app's own origin, or a blob made on it
 * @returns the same address in the form the browser demands. The DOM's types know only strings
 *   there; where Trusted Types exist it is a TrustedScriptURL.
 */
export function trustedScriptUrl(url: string): string {
  policy ??= createPolicy()
  return policy.createScriptURL(url) as string
}
