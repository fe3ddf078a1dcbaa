// Keys kept on this device: one sealed entry per origin, all under one passphrase. The page hands the
// passphrase to the workers that hold the keys; it sees ciphertext only.
import { type Result, err, ok } from '../lib/core/result'
import { originOf } from '../lib/llm/chat-node'
import type { SealedKeys } from './api/llm'
import type { ProviderDesk } from './provider-desk'

const LOCKED = 'Some remembered keys are still locked. Unlock them first, or forget them.'
const NO_KEYS = 'There is no key to remember yet.'
const NOT_LOCKED = 'There is nothing to unlock.'

/** @throws when a worker is lost meanwhile */
export async function rememberKeys(
  desk: ProviderDesk,
  passphrase: string,
): Promise<Result<undefined, string>> {
  const { keys, nodes } = desk
  if (keys.lockedFor(nodes).length > 0) return err(LOCKED)
  const origins = [...new Set(nodes.map(originOf))].filter((origin) => keys.slotsOf(origin).length > 0)
  if (origins.length === 0) return err(NO_KEYS)
  const sealed: SealedKeys[] = []
  for (const origin of origins) {
    const answer = await desk.ask<Result<SealedKeys, string>>(origin, (llm) => llm.seal(passphrase))
    if (!answer.ok) return answer
    sealed.push(answer.value)
  }
  for (const origin of origins) keys.remember(origin, keys.slotsOf(origin))
  return desk.keepSealed(sealed)
}

/** @throws when a worker is lost meanwhile */
export async function unlockKeys(desk: ProviderDesk, passphrase: string): Promise<Result<undefined, string>> {
  const locked = desk.keys.lockedFor(desk.nodes)
  if (locked.length === 0) return err(NOT_LOCKED)
  for (const sealed of locked) {
    const { origin } = sealed
    const present = desk.keys.slotsOf(origin)
    const opened = await desk.ask<Result<undefined, string>>(origin, (llm) => llm.unseal(sealed, passphrase))
    if (!opened.ok) return opened
    const slots = await desk.ask(origin, (llm) => llm.keySlots())
    desk.keys.remember(
      origin,
      slots.filter((slot) => !present.includes(slot)),
    )
    await desk.refresh(origin)
  }
  return ok(undefined)
}

/** What is in memory stays there. Of one origin, or of all. */
export async function forgetSealed(desk: ProviderDesk, origin?: string): Promise<Result<undefined, string>> {
  const { keys } = desk
  const stays = (sealed: SealedKeys): boolean => origin !== undefined && sealed.origin !== origin
  const gone = keys.sealed.filter((sealed) => !stays(sealed))
  if (gone.length === 0) return ok(undefined)
  for (const sealed of gone) keys.forgetRemembered(keys.slotsOf(sealed.origin))
  return desk.keepSealed(keys.sealed.filter(stays))
}
