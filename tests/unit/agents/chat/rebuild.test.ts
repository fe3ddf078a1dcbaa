import { describe, expect, it } from 'vitest'
import { rebuildPrompt, scenesNeeded } from '$lib/agents/chat/rebuild'
import type { DecisionRecord } from '$lib/agents/decision'
import type { PastTick } from '$lib/match/ports'
import { PRODUCTS } from '../fixtures'
import {
  DECISIONS,
  ModelHost,
  PROMPT,
  buys,
  chatTick,
  decides,
  memoryOf,
  replies,
  says,
} from './chat-fixtures'

async function match(count: number): Promise<{ past: PastTick[]; hosts: ModelHost[] }> {
  const memory = memoryOf()
  const past: PastTick[] = []
  const hosts: ModelHost[] = []
  for (let tick = 1; tick <= count; tick += 1) {
    const host = new ModelHost([replies('Buying.', [buys(0.5)]), says(`Words ${tick}.`)])
    const at = chatTick(tick)
    const record: DecisionRecord = await decides({ host, tick: at, memory })
    past.push({ record, scene: { snapshot: at.snapshot, portfolio: at.portfolio } })
    hosts.push(host)
  }
  return { past, hosts }
}

const parts = { prompt: PROMPT, decisions: DECISIONS, products: PRODUCTS, exits: false }

describe('a stored decision', () => {
  it('gives back its prompt exactly as sent', async () => {
    const { past, hosts } = await match(4)
    const decision = past[2]!
    expect(scenesNeeded(decision)).toBe(1)
    const rebuilt = rebuildPrompt({ ...parts, decision, past })
    expect(rebuilt).toMatchObject({ ok: true, value: { verified: true, node: 'GPT', modelId: 'gpt-5-nano' } })
    if (!rebuilt.ok) return
    const sent = hosts[2]!.asked[0]!.messages
    expect(rebuilt.value.messages.map(({ role }) => role)).toEqual(sent.map(({ role }) => role))
    expect(rebuilt.value.messages.at(-1)?.text).toBe(sent.at(-1)?.content)
    expect(rebuilt.value.messages[2]?.text).toBe(
      'Buying.\n→ execute_trade {"product_id":"SOL-USD","quantity":0.5,"action":"buy"}',
    )
    expect(rebuilt.value.tools).toEqual(['execute_trade', 'get_portfolio', 'calculator'])
  })

  it('says so when what it is rebuilt from is not what was sent', async () => {
    const { past } = await match(2)
    const decision = past[1]!
    const rebuilt = rebuildPrompt({ ...parts, prompt: 'Another prompt.', decision, past })
    expect(rebuilt).toMatchObject({ ok: true, value: { verified: false } })
  })

  it('cannot be rebuilt without its scenes or without a model', async () => {
    const { past } = await match(2)
    const decision = past[1]!
    const blind = past.map(({ record }): PastTick => ({ record }))
    expect(rebuildPrompt({ ...parts, decision, past: blind })).toMatchObject({ ok: false })
    expect(rebuildPrompt({ ...parts, decision: blind[1]!, past })).toMatchObject({ ok: false })
    const { model: _model, ...house } = decision.record
    expect(rebuildPrompt({ ...parts, decision: { record: house }, past })).toEqual({
      ok: false,
      error: 'No language model was asked on this tick.',
    })
  })
})
