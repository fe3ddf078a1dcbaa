// Keys kept on this device: one sealed entry per origin, all under one passphrase. The page hands the
// passphrase to the workers that hold the keys; it sees ciphertext only. Other tabs change the entries too, so
// they are read anew before they are judged.
import { type Result, err, ok } from '../lib/core/result'
import { originOf } from '../lib/llm/chat-node'
import type { SealedKeys } from './api/llm'
import type { ProviderDesk } from './provider-desk'
import { settled } from './settled'

const LOCKED = 'Some remembered keys are still locked. Unlock them first, or forget them.'
const NO_KEYS = 'There is no key to remember yet.'
const NOT_LOCKED = 'There is nothing to unlock.'

/** @throws when a worker is lost meanwhile */
export async function rememberKeys(
  desk: ProviderDesk,
  passphrase: string,
): Promise<Result<undefined, string>> {
  await desk.readSealed()
  const { keys, nodes } = desk
  if (keys.lockedFor(nodes).length > 0) return err(LOCKED)
  const origins = [...new Set(nodes.map(originOf))].filter((origin) => keys.slotsOf(origin).length > 0)
  if (origins.length === 0) return err(NO_KEYS)
  const made: { readonly sealed: SealedKeys; readonly slots: readonly string[] }[] = []
  for (const origin of origins) {
    const slots = keys.slotsOf(origin)
    const answer = await desk.ask<Result<SealedKeys, string>>(origin, (llm) => llm.seal(passphrase))
    if (!answer.ok) return answer
    made.push({ sealed: answer.value, slots })
  }
  const kept = await desk.keepSealed(made.map(({ sealed }) => sealed))
  if (!kept.ok) return kept
  for (const { sealed, slots } of made) keys.remember(sealed, slots)
  await desk.readSealed()
  return ok(undefined)
}

/** Unlocks what it can; an entry that stays locked keeps none of the others so. */
export async function unlockKeys(desk: ProviderDesk, passphrase: string): Promise<Result<undefined, string>> {
  await desk.readSealed()
  const locked = desk.keys.lockedFor(desk.nodes)
  if (locked.length === 0) return err(NOT_LOCKED)
  const failed: { readonly origin: string; readonly sentence: string }[] = []
  for (const sealed of locked) {
    const opened = await settled(openEntry(desk, sealed, passphrase))
    if (!opened.ok) failed.push({ origin: sealed.origin, sentence: opened.error })
  }
  const [first] = failed
  if (first === undefined) return ok(undefined)
  if (failed.length === locked.length) return err(first.sentence)
  const origins = failed.map(({ origin }) => origin).join(', ')
  return err(`The other keys are back, but not those of ${origins}. ${first.sentence}`)
}

async function openEntry(
  desk: ProviderDesk,
  sealed: SealedKeys,
  passphrase: string,
): Promise<Result<undefined, string>> {
  const { origin } = sealed
  const present = await desk.ask(origin, (llm) => llm.keySlots())
  const opened = await desk.ask<Result<undefined, string>>(origin, (llm) => llm.unseal(sealed, passphrase))
  if (!opened.ok) return opened
  const slots = await desk.ask(origin, (llm) => llm.keySlots())
  desk.keys.remember(
    sealed,
    slots.filter((slot) => !present.includes(slot)),
  )
  await desk.refresh(origin)
  return ok(undefined)
}

/** What is in memory stays there. Of one origin, or of all. */
export async function forgetSealed(desk: ProviderDesk, origin?: string): Promise<Result<undefined, string>> {
  const dropped = await desk.dropSealed(origin)
  if (!dropped.ok) return dropped
  await desk.readSealed()
  return ok(undefined)
}
