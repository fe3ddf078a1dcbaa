/** Signatures over shared matches: they say who made a file, not whether it is true. */
import { fromBase64Url, toBase64Url } from '../core/base64url'
import { fromHex } from '../core/hash'
import { type Result, err, ok } from '../core/result'
import { webCrypto } from './digests'
import type { ShareFile, SharedSignature } from './share-file'

const ALGORITHM = 'Ed25519'
const UNKNOWN =
  'This browser cannot sign files: it does not know Ed25519. The match can be exported without a signature.'

/** A key pair whose secret half never leaves the browser. */
export async function newSigningKey(): Promise<Result<CryptoKeyPair, string>> {
  const pair = await attempted((subtle) => subtle.generateKey(ALGORITHM, false, ['sign', 'verify']))
  return pair === undefined || !('publicKey' in pair) ? err(UNKNOWN) : ok(pair)
}

/** Signs `hashes.whole` of a file, which covers all of it. */
export async function signShare(whole: string, key: CryptoKeyPair): Promise<Result<SharedSignature, string>> {
  const value = await attempted((subtle) => subtle.sign(ALGORITHM, key.privateKey, fromHex(whole)))
  const publicKey = await attempted((subtle) => subtle.exportKey('raw', key.publicKey))
  if (value === undefined || publicKey === undefined) return err(UNKNOWN)
  return ok({
    algorithm: ALGORITHM,
    publicKey: toBase64Url(new Uint8Array(publicKey)),
    value: toBase64Url(new Uint8Array(value)),
  })
}

/**
 * Whether the file's signature is one over its `hashes.whole`. That the hash is that of the file is for verifyShare to
 * say. `unknown`: this browser cannot tell.
 */
export async function checkSignature({
  hashes,
  signature,
}: Pick<ShareFile, 'hashes' | 'signature'>): Promise<'none' | 'holds' | 'broken' | 'unknown'> {
  if (signature === undefined) return 'none'
  const [raw, value] = [fromBase64Url(signature.publicKey), fromBase64Url(signature.value)]
  if (raw === undefined || value === undefined) return 'broken'
  if (!(await newSigningKey()).ok) return 'unknown'
  // A browser that knows the algorithm refuses only keys that are none.
  const key = await attempted((subtle) => subtle.importKey('raw', raw, ALGORITHM, false, ['verify']))
  if (key === undefined) return 'broken'
  const holds = await attempted((subtle) => subtle.verify(ALGORITHM, key, value, fromHex(hashes.whole)))
  return holds === true ? 'holds' : 'broken'
}

/** Undefined when the browser refuses: it has no WebCrypto here, does not know the algorithm, or likes no such key. */
async function attempted<T>(work: (subtle: SubtleCrypto) => Promise<T>): Promise<T | undefined> {
  const subtle = webCrypto()
  if (subtle === undefined) return undefined
  try {
    return await work(subtle)
  } catch {
    return undefined
  }
}
