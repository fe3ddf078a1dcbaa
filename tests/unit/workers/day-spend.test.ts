import { describe, expect, test } from 'vitest'
import { DECIMAL_ZERO, decimal } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import { MemoryBackend } from '$lib/storage/memory-backend'
import { SettingsRepository } from '$lib/storage/settings'
import { DaySpend } from '$workers/day-spend'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'
import { REQUEST, chatNode } from './fake-gateway'

const DAY = durationMs(24 * 60 * 60 * 1000)
/** A call of REQUEST may cost a little more than a tenth of a cent at most. */
const NODE = chatNode({ dayBudget: '0.01' })

async function setUp(settings = new SettingsRepository(new MemoryBackend())) {
  const clock = new VirtualClock()
  const warnings: string[] = []
  const spend = new DaySpend(settings, clock, (sentence) => warnings.push(sentence))
  await spend.load()
  return { spend, clock, settings, warnings }
}

function spendOn(spend: DaySpend, cost: string, node = NODE): void {
  const reserved = spend.reserve(node, REQUEST)
  if (!reserved.ok) throw new Error(reserved.error)
  reserved.value(decimal(cost))
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
    for (const each of open) if (each.ok) each.value(DECIMAL_ZERO)
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
})
