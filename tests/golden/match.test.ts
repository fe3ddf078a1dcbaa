import { describe, expect, it } from 'vitest'
import { GOLDEN_DIGESTS, GOLDEN_TIP, goldenMatch } from '../fixtures/golden-match'

describe('the golden match', () => {
  it('[E4][G3][G4] has the pinned digest at every segment, and verifies', () => {
    const golden = goldenMatch()
    expect(golden.digests).toEqual(GOLDEN_DIGESTS)
    expect(golden.tip).toBe(GOLDEN_TIP)
    expect(golden.verified).toBe(true)
  })
})
