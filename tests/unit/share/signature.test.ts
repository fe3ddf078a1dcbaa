import { beforeAll, describe, expect, it } from 'vitest'
import type { ShareFile } from '$lib/share/share-file'
import { checkSignature, newSigningKey, signShare } from '$lib/share/signature'
import { readText, verified, written } from '../../fixtures/share/share-files'
import { playedMatch } from '../../fixtures/share/whole-match'

let file: ShareFile
let text = ''

beforeAll(async () => {
  const share = await written(playedMatch())
  const key = await newSigningKey()
  if (!key.ok) throw new Error(key.error)
  expect(key.value.privateKey.extractable).toBe(false)
  const signature = await signShare(share.whole, key.value)
  if (!signature.ok) throw new Error(signature.error)
  text = share.parts(signature.value).join('')
  ;({ file } = readText(text))
})

/** Another base64url digit at the start of a text. */
const turned = (value: string): string => `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`

describe('the signature of a share file', () => {
  it('holds over the file, which verifies as before', async () => {
    expect(await checkSignature(file)).toBe('holds')
    expect((await verified(text)).outcome.status).toBe('verified')
  })

  it('does not hold over another file, by another key, or changed', async () => {
    const signature = file.signature
    if (signature === undefined) throw new Error('not signed')
    const { publicKey, value } = signature
    const hashes = { ...file.hashes, whole: `0${file.hashes.whole.slice(1)}`.replace(/^00/, '10') }
    expect(await checkSignature({ ...file, hashes })).toBe('broken')
    expect(await checkSignature({ ...file, signature: { ...signature, value: turned(value) } })).toBe(
      'broken',
    )
    expect(await checkSignature({ ...file, signature: { ...signature, publicKey: turned(publicKey) } })).toBe(
      'broken',
    )
  })

  it('is none where there is none', async () => {
    const { signature: _signature, ...bare } = file
    expect(await checkSignature(bare)).toBe('none')
  })
})
