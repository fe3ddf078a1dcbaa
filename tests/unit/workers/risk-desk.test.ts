import { describe, expect, it } from 'vitest'
import { ok } from '$lib/core/result'
import type { Engine } from '$lib/engine/engine'
import type { Stage } from '$lib/match/view/stage'
import type { ChannelPort } from '$lib/storage/follow-messages'
import { RiskDesk } from '$workers/risk-desk'
import { price, riskMatch } from '../../fixtures/risk-match'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'

/** Tabs that hear one another, but not themselves. */
function ether() {
  const ends: { readonly port: ChannelPort; hear: (data: unknown) => void }[] = []
  const open = (): ChannelPort => {
    const end = {
      hear: (_: unknown): void => undefined,
      port: {
        postMessage: (message: unknown) => {
          for (const other of ends) if (other !== end) other.hear(structuredClone(message))
        },
        addEventListener: (_: 'message', listener: (event: { readonly data: unknown }) => void) => {
          end.hear = (data) => listener({ data })
        },
        close: () => undefined,
      },
    }
    ends.push(end)
    return end.port
  }
  return { open }
}

const stageOf = (engine: Engine): Stage => ({
  frame: () => undefined,
  fold: () => Promise.resolve(ok(engine)),
})

function tabs(stage: Stage | undefined) {
  const [clock, air] = [new VirtualClock(), ether()]
  const leader = new RiskDesk({ channel: air.open(), clock, stage: () => stage, role: () => 'leader' })
  const follower = new RiskDesk({
    channel: air.open(),
    clock,
    stage: () => undefined,
    role: () => 'follower',
  })
  return { clock, air, leader, follower }
}

function match(): Engine {
  const driver = riskMatch({ productExposureBasisPoints: 5000 })
  driver.trade(0, 'buy', 300_000_000, 2)
  price(driver, 11_000)
  return driver.engine
}

const IDEA = { product: 'SOL-USD', side: 'buy', quantity: '2' } as const

describe('RiskDesk', () => {
  it('tells a tab that follows what it tells the tab that leads', async () => {
    const { leader, follower } = tabs(stageOf(match()))
    const [own, heard] = [await leader.profile(0), await follower.profile(0)]
    expect(own).toMatchObject({
      ok: true,
      value: { exposure: 330, holdings: [{ id: 'SOL-USD', young: true }] },
    })
    expect(heard).toEqual(own)
    expect(await follower.tradeRisk(0, IDEA, 'historical')).toEqual(
      await leader.tradeRisk(0, IDEA, 'historical'),
    )
  })

  it('answers with sentences where there is no match, no such agent, or no such product', async () => {
    expect(await tabs(undefined).follower.profile(0)).toEqual({ ok: false, error: 'There is no match yet.' })
    const { leader, follower } = tabs(stageOf(match()))
    expect(await leader.profile(99)).toMatchObject({ error: 'There is no such agent in this match.' })
    expect(await follower.profile(99)).toMatchObject({ error: 'There is no such agent in this match.' })
    const other = { ...IDEA, product: 'DOGE-USD' }
    expect(await follower.tradeRisk(0, other)).toMatchObject({
      error: 'DOGE-USD is not traded in this match.',
    })
  })

  it('is not answered by a tab that only starts, or leads no more', async () => {
    const { air, clock, leader, follower } = tabs(stageOf(match()))
    const starting = new RiskDesk({
      channel: air.open(),
      clock,
      stage: () => undefined,
      role: () => 'neither',
    })
    expect(await follower.profile(0)).toEqual(await leader.profile(0))
    expect(await starting.profile(0)).toEqual({ ok: false, error: 'There is no match yet.' })
  })

  it('says so when the leader is silent, or says what nobody understands', async () => {
    const [clock, air] = [new VirtualClock(), ether()]
    const alone = new RiskDesk({ channel: air.open(), clock, stage: () => undefined, role: () => 'follower' })
    const waiting = alone.profile(0)
    await clock.advance(5000)
    expect(await waiting).toMatchObject({ ok: false, error: expect.stringContaining('does not answer') })
    expect(clock.pendingTimers).toBe(0)
    const stranger = air.open()
    stranger.addEventListener('message', ({ data }) => {
      const { id } = data as { readonly id: string }
      stranger.postMessage({ id: 'of nobody', answer: { ok: true, value: 1 } })
      stranger.postMessage({ id, answer: 'what?' })
      stranger.postMessage({ id, answer: { ok: true, value: { equity: 'much' } } })
    })
    const answer = alone.profile(0)
    await settled()
    expect(await answer).toMatchObject({ ok: false, error: expect.stringContaining('another version') })
  })
})
