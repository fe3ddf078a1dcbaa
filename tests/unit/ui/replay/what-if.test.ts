import { describe, expect, it } from 'vitest'
import { err, ok } from '$lib/core/result'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { equityChange, outcomeText, feeText, rankMove } from '$lib/ui/replay/what-if-text'
import { AS_PLAYED, WhatIf } from '$lib/ui/replay/what-if.svelte'
import type { WhatIfChoices } from '$workers/api/replay'
import { plainText } from '../../../fixtures/plain-text'
import { FakeReplayClient, whatIfRow } from '../../../fixtures/fake-replay-client'

const PLAYED: WhatIfChoices = { feeBasisPoints: undefined, spreadFactor: 1, latency: 0, risk: undefined }

function setup(playedRisk = {}) {
  const client = new FakeReplayClient()
  return { client, state: new WhatIf(client, playedRisk) }
}

/** All that was asked has been answered: the fake needs no time. */
const answered = () => new Promise((resolve) => setTimeout(resolve))

describe('the choices', () => {
  it('begin as the match was played', async () => {
    const { client, state } = setup()
    await state.ask()
    expect(client.whatIfs).toEqual([PLAYED])
    expect(state.isPlayed).toBe(true)
    expect(state.answer?.rows).toHaveLength(4)
  })

  it('are asked for in the units of the fold', () => {
    const { client, state } = setup()
    state.set({ fee: '0', spreadFactor: 2.5, latencySeconds: 12 })
    expect(client.whatIfs).toEqual([
      { feeBasisPoints: 0, spreadFactor: 2.5, latency: 12_000, risk: undefined },
    ])
    expect(state.isPlayed).toBe(false)
  })

  it('take named limits whole, and own ones from those of the match', () => {
    const { client, state } = setup(RISK_PRESETS.guarded)
    state.chooseRisk('own')
    expect(client.whatIfs.at(-1)?.risk).toEqual(RISK_PRESETS.guarded)
    const strict = setup()
    strict.state.chooseRisk('strict')
    expect(strict.client.whatIfs.at(-1)?.risk).toEqual(RISK_PRESETS.strict)
    const classic = setup(RISK_PRESETS.guarded)
    classic.state.chooseRisk('classic')
    expect(classic.client.whatIfs.at(-1)?.risk).toEqual({})
  })

  it('ask for nothing while a limit cannot be read', async () => {
    const { client, state } = setup()
    state.chooseRisk('own')
    await answered()
    const before = client.whatIfs.length
    state.setRisk('trailingStopBasisPoints', 'much')
    await answered()
    expect(client.whatIfs).toHaveLength(before)
    expect(state.riskErrors.trailingStopBasisPoints).toBeDefined()
    state.setRisk('trailingStopBasisPoints', '2 %')
    expect(client.whatIfs.at(-1)?.risk).toEqual({ trailingStopBasisPoints: 200 })
  })

  it('take another risk model beside the limits of the match', async () => {
    const { client, state } = setup(RISK_PRESETS.guarded)
    const limits = async () => {
      await answered()
      return client.whatIfs.at(-1)?.risk
    }
    state.chooseModel('historical')
    const { tailRiskBasisPoints } = RISK_PRESETS.institutional
    expect(await limits()).toEqual({ ...RISK_PRESETS.guarded, tailRiskBasisPoints, riskModel: 3 })
    expect(state.isPlayed).toBe(false)
    state.setTail('tailRiskBasisPoints', '4')
    state.setTail('tailRiskHorizon', '900')
    state.setTail('tailRiskAction', 'cut')
    const typed = { tailRiskBasisPoints: 400, tailRiskHorizon: 900_000, tailRiskAction: 2 }
    expect(await limits()).toEqual({ ...RISK_PRESETS.guarded, ...typed, riskModel: 3 })
    state.chooseModel('normal')
    expect(await limits()).toEqual({ ...RISK_PRESETS.guarded, ...typed })
    state.chooseRisk('classic')
    expect(await limits()).toEqual(typed)
    state.chooseModel('as it was')
    expect([await limits(), state.form.tail]).toEqual([{}, undefined])
    state.chooseRisk(AS_PLAYED)
    expect([await limits(), state.isPlayed]).toEqual([undefined, true])
  })

  it('take the tail limit away, and nothing else of the limits', async () => {
    const { tailRiskBasisPoints: _limit, tailRiskAction: _cut, ...rest } = RISK_PRESETS.institutional
    const { client, state } = setup(RISK_PRESETS.institutional)
    state.chooseModel('none')
    await answered()
    expect(client.whatIfs.at(-1)?.risk).toEqual(rest)
    state.chooseModel('student-t')
    await answered()
    expect(client.whatIfs.at(-1)?.risk).toEqual({ ...RISK_PRESETS.institutional, riskModel: 4 })
  })

  it('make the other model one of the own limits', async () => {
    const { client, state } = setup()
    state.chooseModel('ewma')
    state.setTail('tailRiskBasisPoints', '3')
    state.chooseRisk('own')
    expect(state.form.tail).toBeUndefined()
    expect(state.form.risk?.texts).toMatchObject({ tailRiskBasisPoints: '3', riskModel: 'ewma' })
    await answered()
    expect(client.whatIfs.at(-1)?.risk).toEqual({ tailRiskBasisPoints: 300, riskModel: 2 })
  })

  it.each([
    ['tailRiskBasisPoints', ' ', 'needs a limit'],
    ['tailRiskLevel', '100', 'at most 99.99'],
    ['riskWindow', '5', 'from 60'],
    ['tailRiskHorizon', '0', 'more than 0'],
  ] as const)('ask for nothing while a risk model lacks its %s', async (field, text, part) => {
    const { client, state } = setup()
    state.chooseModel('normal')
    await answered()
    const before = client.whatIfs.length
    state.setTail(field, text)
    await answered()
    expect([client.whatIfs.length, Object.keys(state.riskErrors)]).toEqual([before, [field]])
    expect(plainText(state.riskErrors[field] ?? '')).toContain(part)
    state.chooseModel('none')
    await answered()
    expect([state.riskErrors, client.whatIfs.at(-1)?.risk]).toEqual([{}, {}])
  })

  it('go back as played', async () => {
    const { client, state } = setup()
    state.set({ fee: '60' })
    state.chooseRisk('guarded')
    await answered()
    state.reset()
    await answered()
    expect([state.isPlayed, state.form.fee, client.whatIfs.at(-1)]).toEqual([true, AS_PLAYED, PLAYED])
  })
})

describe('the questions', () => {
  it('are asked one at a time, the latest last, those between not at all', async () => {
    const { client, state } = setup()
    const asked: number[] = []
    const waiting: (() => void)[] = []
    client.whatIf = async ({ latency }) => {
      asked.push(latency)
      await new Promise<void>((resolve) => waiting.push(resolve))
      return ok({ rows: [whatIfRow(0, { fees: String(latency) })], milliseconds: 1 })
    }
    const first = state.ask()
    for (const latencySeconds of [1, 2, 3]) state.set({ latencySeconds })
    waiting.shift()?.()
    await expect.poll(() => asked).toEqual([0, 3000])
    waiting.shift()?.()
    await first
    expect(state.answer?.rows[0]?.fees).toBe('3000')
  })

  it('keep the last table when one cannot be answered', async () => {
    const { client, state } = setup()
    await state.ask()
    client.whatIf = async () => err('This match has no trades.')
    await state.ask()
    expect([state.problem, state.answer?.rows.length]).toEqual(['This match has no trades.', 4])
    client.whatIf = () => Promise.reject(new Error('Gone.'))
    await state.ask()
    expect(state.problem).toContain('Gone.')
  })
})

describe('the answer in words', () => {
  it('says who moved where', () => {
    expect(rankMove({ rank: 1, wasRank: 3 })).toEqual({ sign: 1, text: 'up from 3' })
    expect(rankMove({ rank: 3, wasRank: 1 })).toEqual({ sign: -1, text: 'down from 1' })
    expect(rankMove({ rank: 2, wasRank: 2 }).sign).toBe(0)
    expect(rankMove({ rank: undefined, wasRank: undefined }).text).toBe('')
  })

  it('counts to the last digit', () => {
    expect(equityChange({ equity: '100000.000000000000000001', wasEquity: '100000' })).toBe(
      '0.000000000000000001',
    )
  })

  it('says who leads', () => {
    const rows = [whatIfRow(1, { rank: 1, wasRank: 2 }), whatIfRow(0, { rank: 2, wasRank: 1 }), whatIfRow(3)]
    expect(outcomeText(rows)).toBe('Brainrot would lead, up from 2; 2 agents change places.')
    expect(outcomeText([whatIfRow(0)])).toBe('Momentum still leads; nobody changes places.')
    expect(outcomeText([])).toBe('')
  })

  it('names the fee that was played', () => {
    expect(feeText('played', 60)).toBe('as played: 60 basis points')
    expect(feeText('played', undefined)).toBe('as played: by tiers')
    expect(feeText('25', 60)).toBe('25 basis points')
  })
})
