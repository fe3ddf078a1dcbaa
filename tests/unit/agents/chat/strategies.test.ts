import { describe, expect, it } from 'vitest'
import { COMMON_MANUAL, systemMessage } from '$lib/agents/chat/arena-manual'
import { STRATEGIES, defaultRoster } from '$lib/agents/chat/strategies'
import { houseCharacter } from '$lib/agents/house/characters'
import { PRODUCTS } from '../fixtures'
import { DECISIONS } from './chat-fixtures'

describe('the strategies', () => {
  it('are four, and differ in nothing but their philosophy', () => {
    expect(STRATEGIES.map(({ title }) => title)).toEqual(['Default', 'Momentum', 'Brainrot', 'Scalper'])
    const philosophies = STRATEGIES.map(({ prompt }) => {
      expect(prompt.endsWith(`\n\n${COMMON_MANUAL}`)).toBe(true)
      return prompt.slice(0, -COMMON_MANUAL.length)
    })
    expect(new Set(philosophies).size).toBe(STRATEGIES.length)
  })

  it('fill the default roster, each of its agents on house rules with its prompt at hand', () => {
    const roster = defaultRoster()
    expect(roster.map(({ name, brain, enabled }) => [name, brain, enabled])).toEqual([
      ['Momentum', 'house:momentum', true],
      ['Brainrot', 'house:brainrot', true],
      ['Scalper', 'house:scalper', true],
    ])
    for (const { brain, strategy, prompt, color } of roster) {
      expect(houseCharacter(brain)).toBeDefined()
      expect(STRATEGIES.find((one) => one.strategy === strategy)).toMatchObject({ prompt, color })
    }
  })

  it('are sent with the bounds and products of the match', () => {
    const message = systemMessage('Mine.  ', DECISIONS, PRODUCTS, false)
    expect(message).toMatch(/^Mine\.\n\n/)
    expect(message).toContain('6 turns, 8 tool calls, 5 trades and 45 s')
    expect(message).toContain('FARTCOIN-USD (0.01 FARTCOIN, $1)')
  })
})
