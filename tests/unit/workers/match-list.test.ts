import { expect, test } from 'vitest'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { timeMs } from '$lib/core/time'
import { classicRules } from '$lib/engine/rules'
import { listRows } from '$workers/match-list'
import { modelMatchConfig } from '../../fixtures/synthetic-match'

test('a match is listed with the limits it was played under, where it knew any', () => {
  const times = { matchTime: timeMs(0), wallTime: timeMs(0) }
  const head = {
    ...times,
    matchId: 'm',
    status: 'ended',
    tick: 0,
    seq: 0,
    digest: '',
    standings: [],
  } as const
  const listed = (formatVersion: 2 | 3, risk = RISK_PRESETS.guarded) => {
    const config = { ...modelMatchConfig(), formatVersion, rules: { ...classicRules(), risk } }
    const match = { matchId: 'm', config, head, createdAt: timeMs(0), endedAt: undefined, bytes: 1 }
    return listRows({ matches: [match], damaged: [] })[0]?.risk
  }
  expect([listed(3), listed(3, {}), listed(3, { ordersPerMinute: 1 }), listed(2)]).toEqual([
    'Guarded',
    'Classic',
    'Own limits',
    '',
  ])
})
