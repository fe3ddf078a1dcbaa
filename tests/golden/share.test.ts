import { describe, expect, it } from 'vitest'
import { readText, verified, written } from '../fixtures/share/share-files'
import { playedMatch } from '../fixtures/share/whole-match'

// Change only in a commit that says why: it means that files written before have other hashes.
const GOLDEN_FILE = '846afc0fa559c3829e8513776ef413030af197789f445b99e9432e3d6bff0dfd'

describe('the share file of a fixed match', () => {
  it('has these very bytes, and verifies', async () => {
    const share = await written(playedMatch())
    const text = share.parts().join('')
    expect(share.whole).toBe(GOLDEN_FILE)
    expect(readText(text).file.hashes.whole).toBe(GOLDEN_FILE)
    expect((await verified(text)).outcome.status).toBe('verified')
  })
})
