// OpenRouter's consent page instead of a pasted key. The page leaves with a challenge and comes back with a
// code, which OpenRouter's own worker turns into a key: the page never sees that.
import { type Result, err, ok } from '../lib/core/result'
import { type ChatNode, keySlotOf, originOf } from '../lib/llm/chat-node'
import { defaultNode } from '../lib/llm/check-node'
import { OPENROUTER_ORIGIN, VERIFIER_BYTES, consentUrl, pkceVerifier } from '../lib/llm/pkce'
import { type Consent, keepVerifier } from './consent'
import type { ProviderDesk } from './provider-desk'

/** Leaves for the consent page, which returns to this very address. */
export function leaveForConsent(): Result<undefined, string> {
  const verifier = pkceVerifier(crypto.getRandomValues(new Uint8Array(VERIFIER_BYTES)))
  if (!keepVerifier(verifier)) {
    return err('This browser keeps nothing for this page, so the sign-in could not come back. Paste a key.')
  }
  location.assign(consentUrl(verifier, location.origin + location.pathname))
  return ok(undefined)
}

/**
 * Has the consent turned into a key for OpenRouter's chat nodes, making one where there is none.
 * @throws when the worker is lost meanwhile
 */
export async function redeemConsent(
  desk: ProviderDesk,
  saveNode: (node: ChatNode) => Promise<Result<undefined, string>>,
  { code, verifier }: Consent,
): Promise<Result<undefined, string>> {
  const names = desk.nodes.map(({ name }) => name)
  const known = desk.nodes.find((node) => originOf(node) === OPENROUTER_ORIGIN && !node.hasOwnKey)
  const node = known ?? defaultNode('openrouter', crypto.randomUUID(), names)
  const saved = known === undefined ? await saveNode(node) : ok(undefined)
  if (!saved.ok) return saved
  const slot = keySlotOf(node)
  const redeemed = await desk.ask<Result<undefined, string>>(OPENROUTER_ORIGIN, (llm) =>
    llm.redeem(slot, code, verifier),
  )
  if (!redeemed.ok) return redeemed
  desk.keys.forgetRemembered(OPENROUTER_ORIGIN, slot)
  await desk.refresh(OPENROUTER_ORIGIN)
  return ok(undefined)
}
