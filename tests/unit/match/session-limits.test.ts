import { describe, expect, it } from 'vitest'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { runIndex } from '$lib/engine/events'
import type { MatchSession } from '$lib/match/session'
import { unevennessOf } from '$lib/match/view/unevenness'
import type { RosterEntry } from '$workers/api/agents'
import { compareMatches } from '../../fixtures/simulation/comparison'
import { demoMatch } from './fixtures'
import { RUN, openRiskArena, riskConfig } from './risk-arena'
import { TestArena } from './session-harness'
import { plainText } from '../../fixtures/plain-text'

const { guarded } = RISK_PRESETS
const JOINED = runIndex(2)

const scalper = (risk?: RosterEntry['risk']) => ({
  ...({ strategy: 'scalper', prompt: '', brain: 'house:scalper', color: '' } as const),
  ...(risk === undefined ? {} : { risk }),
})
const add = (session: MatchSession, risk?: RosterEntry['risk']) =>
  session.changeRoster({ kind: 'add', agent: { ...scalper(risk), name: 'Nova' } }, [])
const reassign = (session: MatchSession, risk?: RosterEntry['risk']) =>
  session.changeRoster({ kind: 'reassign', run: RUN, agent: scalper(risk) }, [])

async function openLimits() {
  const { arena, session, inputs } = await openRiskArena(riskConfig(guarded))
  const commands = async (): Promise<readonly string[]> =>
    (await inputs()).flatMap((input) => (input.type === 'CommandIssued' ? [input.command.kind] : []))
  return { arena, session, commands }
}

describe('an agent that joins a running match', () => {
  it('plays under the match’s limits when it has none of its own', async () => {
    const { session, commands } = await openLimits()
    expect(add(session).ok).toBe(true)
    expect(add(session, { trailingStopBasisPoints: '5' }).ok).toBe(false)
    expect(await commands()).toEqual(['add-run'])
    expect(session.engine.riskRules(JOINED)).toEqual(guarded)
  })

  it('brings its own, which the log keeps', async () => {
    const { arena, session, commands } = await openLimits()
    expect(add(session, { trailingStopBasisPoints: '2', priceCollarBasisPoints: 'off' }).ok).toBe(true)
    expect(await commands()).toEqual(['add-run'])
    expect(plainText(session.chronicle.activity.since(0).at(-1)?.text ?? '')).toBe(
      'Nova joined the match. It plays by house rules. It plays under own limits: product exposure 50 %, ' +
        'trailing stop 2 %, daily loss limit 10 %.',
    )
    const { productExposureBasisPoints, dailyLossBasisPoints } = guarded
    const own = { productExposureBasisPoints, dailyLossBasisPoints, trailingStopBasisPoints: 200 }
    expect(session.engine.riskRules(JOINED)).toEqual(own)
    const restored = await arena.restore()
    expect([restored.engine.riskRules(JOINED), compareMatches(restored, session)]).toEqual([own, undefined])
  })

  it('with limits of its own is not one that was changed', async () => {
    const { session } = await openLimits()
    add(session, { trailingStopBasisPoints: '2' })
    expect(unevennessOf(session.engine).map(plainText)).toEqual([
      'Momentum plays under Guarded limits; Nova plays under own limits: trailing stop 2 %.',
    ])
    expect(session.engine.wasChanged(JOINED)).toBe(false)
    reassign(session, { trailingStopBasisPoints: '2' })
    expect(session.engine.wasChanged(RUN)).toBe(true)
  })

  it('is not let in with limits that cannot be', async () => {
    const { session, commands } = await openLimits()
    expect(add(session, { trailingStopBasisPoints: '0' })).toEqual({
      ok: false,
      error: 'The limits of Nova: Trailing stop must be more than 0 % and at most 100 %, in steps of 0.01 %.',
    })
    expect([await commands(), session.engine.runs.length]).toEqual([[], 2])
  })
})

describe('an agent that is changed in a running match', () => {
  it('gets other limits, keeps them, and goes back to the match’s', async () => {
    const { session, commands } = await openLimits()
    reassign(session, { ordersPerMinute: '3' })
    expect(session.engine.riskRules(RUN)).toEqual({ ...guarded, ordersPerMinute: 3 })
    reassign(session, { ordersPerMinute: ' 3 ' })
    reassign(session)
    expect(session.engine.riskRules(RUN)).toEqual(guarded)
    reassign(session)
    expect(await commands()).toEqual([
      ...['reassign', 'set-risk', 'reassign', 'reassign', 'set-risk', 'reassign'],
    ])
  })
})

describe('a match from before limits could act', () => {
  const TOO_OLD = {
    ok: false,
    error: 'This match was started before limits could act. Start a new match.',
  }

  it('takes agents without limits of their own, and no others', async () => {
    const session = await new TestArena(demoMatch()).start()
    expect(reassign(session, { trailingStopBasisPoints: '2' })).toEqual(TOO_OLD)
    expect(add(session, { trailingStopBasisPoints: '2' })).toEqual(TOO_OLD)
    expect(reassign(session, { trailingStopBasisPoints: ' ' }).ok).toBe(true)
    expect(add(session).ok).toBe(true)
  })

  it('has nothing to re-arm', async () => {
    const session = await new TestArena(demoMatch()).start()
    expect(session.changeRoster({ kind: 're-arm', run: RUN }, [])).toEqual(TOO_OLD)
  })
})

describe('a match from before there were limits on tails', () => {
  const TOO_NEW = {
    ok: false,
    error: 'Tail risk: this match was started before there was such a limit. Start a new match.',
  }

  it('takes agents with limits it knows, and no others', async () => {
    const { arena, session } = await openRiskArena(riskConfig({ trailingStopBasisPoints: 500 }))
    expect(reassign(session, { tailRiskBasisPoints: '2' })).toEqual(TOO_NEW)
    expect(reassign(session, { riskModel: 'EWMA', tailRiskAction: 'cut' }).ok).toBe(true)
    await session.durable()
    expect(compareMatches(await arena.restore(), session)).toBeUndefined()
    expect(add(session, { tailRiskBasisPoints: '2' })).toEqual(TOO_NEW)
    expect(reassign(session, { tailRiskBasisPoints: 'off', trailingStopBasisPoints: '2' }).ok).toBe(true)
    const newer = await openRiskArena(riskConfig({}, { formatVersion: 4 }))
    expect(reassign(newer.session, { tailRiskBasisPoints: '2' }).ok).toBe(true)
  })
})
