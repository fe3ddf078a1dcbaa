/** Keys on a device: AES-GCM-256 under a passphrase's key by PBKDF2-SHA-256, bound to their origin. */
import { type Result, err, ok } from '../core/result'
import type { SealedKeys } from '../../workers/api/llm'
import type { KeyRing } from './key-ring'

const ITERATIONS = 600_000
/** A stored row that asks for more was not written here. */
const MOST_ITERATIONS = 10_000_000
const SALT_BYTES = 16
const IV_BYTES = 12
const SHORTEST_PASSPHRASE = 8
const TOO_SHORT = `The passphrase needs at least ${SHORTEST_PASSPHRASE} characters.`
const DAMAGED = 'The remembered keys are damaged. Forget them and paste the keys again.'
const WRONG = 'The passphrase is wrong, or the remembered keys are damaged.'

/** The browser's, as far as it is needed. */
export interface VaultCrypto {
  readonly subtle: SubtleCrypto
  getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>
}

/** Encrypts all keys of the ring. */
export async function sealKeys(
  crypto: VaultCrypto,
  origin: string,
  ring: KeyRing,
  passphrase: string,
): Promise<Result<SealedKeys, string>> {
  if (passphrase.length < SHORTEST_PASSPHRASE) return err(TOO_SHORT)
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const key = await deriveKey(crypto, passphrase, salt, ITERATIONS)
  const keys = Object.fromEntries(ring.slots().map((slot) => [slot, ring.get(slot)]))
  const sealed = await crypto.subtle.encrypt(bound(iv, origin), key, utf8(JSON.stringify(keys)))
  const ciphertext = toBase64(new Uint8Array(sealed))
  return ok({ origin, iterations: ITERATIONS, salt: toBase64(salt), iv: toBase64(iv), ciphertext })
}

/** Puts the keys back on the ring; a slot that holds a key keeps it, for that one is newer. */
export async function unsealKeys(
  crypto: VaultCrypto,
  origin: string,
  ring: KeyRing,
  sealed: SealedKeys,
  passphrase: string,
): Promise<Result<undefined, string>> {
  const { iterations } = sealed
  const salt = fromBase64(sealed.salt)
  const iv = fromBase64(sealed.iv)
  const ciphertext = fromBase64(sealed.ciphertext)
  const strong = Number.isInteger(iterations) && iterations >= ITERATIONS && iterations <= MOST_ITERATIONS
  if (!strong || salt === undefined || iv === undefined || ciphertext === undefined) return err(DAMAGED)
  const key = await deriveKey(crypto, passphrase, salt, iterations)
  const plain = await crypto.subtle.decrypt(bound(iv, origin), key, ciphertext).catch(() => undefined)
  return plain === undefined ? err(WRONG) : restore(ring, new TextDecoder().decode(plain))
}

/** What was encrypted here and is authentic needs no doubt, but is taken by the same door as a pasted key. */
function restore(ring: KeyRing, text: string): Result<undefined, string> {
  const keys = JSON.parse(text) as Readonly<Record<string, string>>
  for (const [slot, key] of Object.entries(keys)) {
    const put = ring.get(slot) === undefined ? ring.set(slot, key) : ok(undefined)
    if (!put.ok) return err(DAMAGED)
  }
  return ok(undefined)
}

async function deriveKey(
  { subtle }: VaultCrypto,
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<CryptoKey> {
  // One way to type an accent is as good as another.
  const secret = utf8(passphrase.normalize('NFC'))
  const base = await subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveKey'])
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations }
  return subtle.deriveKey(derivation, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

function bound(iv: Uint8Array<ArrayBuffer>, origin: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(origin) }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
