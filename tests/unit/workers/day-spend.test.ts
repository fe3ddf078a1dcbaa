import { describe, expect, test, vi } from 'vitest'
import { DECIMAL_ZERO, decimal } from '$lib/core/decimal'
import { err } from '$lib/core/result'
import { durationMs } from '$lib/core/time'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { MODEL_SPEND } from '$lib/storage/model-settings'
import { SettingsRepository } from '$lib/storage/settings'
import { DaySpend } from '$workers/day-spend'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'
import { REQUEST, chatNode } from './fake-gateway'

const DAY = durationMs(24 * 60 * 60 * 1000)
/** A call of REQUEST may cost a little more than a tenth of a cent at most. */
const NODE = chatNode({ dayBudget: '0.01' })

async function setUp(settings = new SettingsRepository(new MemoryBackend()), clock = new VirtualClock()) {
  const warnings: string[] = []
  const spend = new DaySpend(settings, clock, (sentence) => warnings.push(sentence))
  await spend.load()
  return { spend, clock, settings, warnings }
}

function spendOn(spend: DaySpend, cost: string, node = NODE): void {
  const reserved = spend.reserve(node, REQUEST)
  if (!reserved.ok) throw new Error(reserved.error)
  reserved.value.settle(decimal(cost))
}

describe('the budget of a day', () => {
  test('what is spent and what is set aside never pass it together', async () => {
    const { spend } = await setUp()
    const open = Array.from({ length: 50 }, () => spend.reserve(NODE, REQUEST))
    const granted = open.filter(({ ok }) => ok).length
    expect(granted).toBeGreaterThan(0)
    expect(granted).toBeLessThan(10)
    expect(spend.reserve(NODE, REQUEST)).toMatchObject({
      ok: false,
      error: expect.stringContaining('$0.01 a day'),
    })
    for (const each of open) if (each.ok) each.value.settle(DECIMAL_ZERO)
    expect(spend.reserve(NODE, REQUEST).ok).toBe(true)
  })

  test('one node’s spending is not another’s, and without a budget there is no end', async () => {
    const { spend } = await setUp()
    spendOn(spend, '0.0099')
    expect(spend.reserve(NODE, REQUEST).ok).toBe(false)
    expect(spend.reserve(chatNode({ id: 'two', dayBudget: '0.01' }), REQUEST).ok).toBe(true)
    expect(spend.reserve(chatNode(), REQUEST).ok).toBe(true)
  })

  test('a reload begins no new day; midnight does', async () => {
    const { spend, settings } = await setUp()
    spendOn(spend, '0.0099')
    await settled()
    const again = await setUp(settings)
    expect(again.spend.reserve(NODE, REQUEST).ok).toBe(false)
    await again.clock.advance(DAY)
    expect(again.spend.reserve(NODE, REQUEST).ok).toBe(true)
    spendOn(again.spend, '0.0001')
    await settled()
    const tomorrow = await setUp(settings)
    expect(tomorrow.spend.reserve(NODE, REQUEST).ok).toBe(true)
  })

  test('a model that costs nothing is never refused', async () => {
    const { spend } = await setUp()
    const free = { input: '0', cachedInput: '0', output: '0', estimated: false }
    expect(spend.reserve(chatNode({ dayBudget: '0', prices: free }), REQUEST).ok).toBe(true)
  })

  test('what another tab spends is added, and counts here from the next cost on', async () => {
    const first = await setUp()
    const second = await setUp(first.settings)
    spendOn(first.spend, '0.004')
    spendOn(second.spend, '0.004')
    await settled()
    expect((await first.settings.get(MODEL_SPEND)).value.byNode).toEqual({ one: '0.008' })
    spendOn(first.spend, '0.0015')
    await settled()
    expect(first.spend.reserve(NODE, REQUEST).ok).toBe(false)
  })

  test('a tab that begins to lead reads what was spent before it led', async () => {
    const first = await setUp()
    const second = await setUp(first.settings)
    spendOn(first.spend, '0.0099')
    await settled()
    expect(second.spend.reserve(NODE, REQUEST).ok).toBe(true)
    await second.spend.load()
    expect(second.spend.reserve(NODE, REQUEST).ok).toBe(false)
  })

  test('what could not be stored still counts, and is stored with the next cost', async () => {
    const { spend, settings, warnings } = await setUp()
    const update = vi.spyOn(settings, 'update').mockResolvedValueOnce(err('The disk is full.'))
    spendOn(spend, '0.004')
    await settled()
    expect(warnings).toEqual([expect.stringContaining('The disk is full.')])
    update.mockRestore()
    spendOn(spend, '0.001')
    await settled()
    expect((await settings.get(MODEL_SPEND)).value.byNode).toEqual({ one: '0.005' })
  })

  test('retries are granted what is left of the day, and at least one attempt', async () => {
    const { spend } = await setUp()
    const asked = { ...REQUEST, spendable: decimal('0.005') }
    const granted = (): bigint | undefined => {
      const reserved = spend.reserve(NODE, asked)
      return reserved.ok ? reserved.value.spendable : undefined
    }
    expect(granted()).toBe(decimal('0.005'))
    const rest = granted()
    expect(rest).toBe(decimal('0.005'))
    expect(granted()).toBeUndefined()
    const one = await setUp()
    spendOn(one.spend, '0.008')
    const last = one.spend.reserve(NODE, asked)
    expect(last.ok && last.value.spendable).toBe(decimal('0.002'))
  })

  test('a test that was made counts too', async () => {
    const { spend } = await setUp()
    spend.book(NODE.id, decimal('0.01'))
    expect(spend.spentToday(NODE)).toContain('$0.01 a day')
    expect(spend.reserve(NODE, REQUEST).ok).toBe(false)
    expect(spend.spentToday(chatNode({ dayBudget: '1' }))).toBeUndefined()
  })

  test('a rest that does not pay for a decision is said before the next one, and looked at again', async () => {
    const { spend, clock } = await setUp()
    spendOn(spend, '0.0099')
    expect(spend.spentToday(NODE)).toBeUndefined()
    expect(spend.reserve(NODE, REQUEST).ok).toBe(false)
    expect(spend.spentToday(NODE)).toContain('does not pay for another call')
    expect(spend.spentToday({ ...NODE, dayBudget: '1' })).toBeUndefined()
    expect(spend.spentToday({ ...NODE, prices: { ...NODE.prices, input: '0.1' } })).toBeUndefined()
    await clock.advance(10 * 60 * 1000)
    expect(spend.spentToday(NODE)).toBeUndefined()
  })
})
