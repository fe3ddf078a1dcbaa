import { describe, expect, it } from 'vitest'
import { readText, verified, written } from '../fixtures/share/share-files'
import { playedMatch } from '../fixtures/share/whole-match'

// Change only in a commit that says why: it means that files written before have other hashes.
const GOLDEN_FILE = 'aa468afb48aba246e75ccb138718cfff1d300bf2b049923667f2bf77abc3d9e4'

describe('the share file of a fixed match', () => {
  it('has these very bytes, and verifies', async () => {
    const share = await written(playedMatch())
    const text = share.parts().join('')
    expect(share.whole).toBe(GOLDEN_FILE)
    expect(readText(text).file.hashes.whole).toBe(GOLDEN_FILE)
    expect((await verified(text)).outcome.status).toBe('verified')
  })
})
