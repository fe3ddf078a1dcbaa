import { describe, expect, it } from 'vitest'
import { RISK_MODELS } from '$lib/core/risk-rules'
import { estimateDigests } from '../fixtures/estimate-digest'

/** Another digest here is another verdict in matches that were played: it needs a new format version. */
const PINNED: readonly string[] = [
  '09c7910267eae6fead1b247e746e84cd71506a0b42f8ae4537dcf5dce1209f80',
  'af2310a38800f4f8bfe0960c1c4f266c6f881e500be912a643806ab316f113c3',
  'b9f70f740e8869d5484f06d7548278403f831de777e0f6a4e6bc28ef79ac72d4',
  'e0aaf4868b18e8e7c5d8a803d0519316bc2b862d3c228def51a2e23c6b361510',
]

describe('estimates of risk', () => {
  it(`say what they said when they were pinned, to the last bit: ${RISK_MODELS.join(', ')}`, () => {
    expect(estimateDigests()).toEqual(PINNED)
  })
})
