import { describe, expect, it } from 'vitest'
import { sha256Hex } from '$lib/core/hash'
import { RISK_PRESETS, type RiskRules } from '$lib/core/risk-rules'
import type { WholeMatch } from '$lib/match/whole-match'
import { SOL } from '../../fixtures/engine-driver'
import { MatchMaker } from '../../fixtures/share/match-maker'
import { readText, textOf, verified } from '../../fixtures/share/share-files'
import { playedMatch } from '../../fixtures/share/whole-match'
import { tailMatchConfig } from '../../fixtures/synthetic-match'

/** Digest of the text that was written of the played match when its format was the newest. */
const OF_FORMAT_3 = '228c59abb8b4282ac0ad0d8d1799994f196df1841d0ea4fdf57dc3856f69a154'

const OWN: RiskRules = { tailRiskBasisPoints: 1, riskModel: 4, riskWindow: 60 }

/** One purchase, which the limit on tails refuses: its product has no history. */
function tailedMatch(): WholeMatch {
  const match = new MatchMaker(tailMatchConfig(RISK_PRESETS.institutional, undefined, 2, [undefined, OWN]))
  match.apply({ type: 'FeedStateChanged', time: match.time, state: 'live', detail: '' })
  match.ticker(SOL, 13_143)
  match.tick()
  match.signal(1, 'buy', 100_000_000, SOL)
  return match.whole()
}

describe('a share file', () => {
  it('of the format before limits on tails has the bytes it had, and verifies', async () => {
    const match = playedMatch()
    const text = await textOf(match)
    expect([match.config.formatVersion, sha256Hex(text)]).toEqual([3, OF_FORMAT_3])
    expect((await verified(text)).outcome.status).toBe('verified')
  })

  it('with limits on tails gives them back, and is none in a format that does not know them', async () => {
    const text = await textOf(tailedMatch())
    const { outcome, match } = await verified(text)
    expect([outcome.status, match?.config.formatVersion]).toEqual(['verified', 4])
    expect(match?.config.rules.risk).toEqual(RISK_PRESETS.institutional)
    expect(match?.config.runs[1]?.risk).toEqual(OWN)
    expect(() => readText(text.replace('"formatVersion":4', '"formatVersion":3'))).toThrow()
  })
})
