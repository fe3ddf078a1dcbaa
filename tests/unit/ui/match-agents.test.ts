import { describe, expect, it } from 'vitest'
import { err } from '$lib/core/result'
import { brainText, listText } from '$lib/ui/brain-text'
import {
  type AgentChoice,
  HOUSE_PROFILES,
  checkAgents,
  choicesOf,
  enabledEntries,
} from '$lib/ui/match-form/agent-choices'
import { DEFAULT_FORM, type MatchForm, checkMatchForm } from '$lib/ui/match-form/form'
import { keyWarning } from '$lib/ui/match-form/key-warning'
import { DEFAULT_LIMITS, LIMIT_FIELDS } from '$lib/ui/match-form/model-limits'
import { chooseDecisions } from '$lib/match/decision-defaults'
import { MatchFormState } from '$lib/ui/match-form/match-form.svelte'
import { withRoster } from '$lib/ui/match-form/saved-roster'
import type { RosterBook } from '$workers/api/agents'
import { FAKE_AGENTS, FAKE_NODES, agentProfile, rosterBook } from '../../fixtures/fake-language-models'
import { nodeState } from '../../fixtures/fake-models-client'

const choice = (count: string, change: Parameters<typeof agentProfile>[1] = {}): AgentChoice => ({
  agent: agentProfile(change.name ?? 'a', change),
  count,
})
const names = (choices: readonly AgentChoice[]): readonly string[] => {
  const checked = checkAgents(choices)
  return checked.ok ? checked.value.map(({ name }) => name) : [checked.error]
}
const check = (change: Partial<MatchForm>) => checkMatchForm({ ...DEFAULT_FORM, ...change }, undefined)
const dialog = (roster: () => Promise<RosterBook>) =>
  new MatchFormState({}, { listProducts: async () => err('No list.'), roster })

describe('agents of a match', () => {
  it('are one of each that is enabled, and none of the benched', () => {
    expect(choicesOf(FAKE_AGENTS).map(({ count }) => count)).toEqual(['1', '1', '1', '0'])
    expect(enabledEntries(FAKE_AGENTS)).toHaveLength(3)
  })

  it('carry prompt, brain and colour, and nothing that only the roster needs', () => {
    const checked = checkAgents([choice('1')])
    expect(checked).toEqual({
      ok: true,
      value: [
        {
          name: 'Momentum',
          strategy: 'momentum',
          prompt: 'The trend is your friend.',
          brain: 'node:n1',
          color: '--momentum',
        },
      ],
    })
  })

  it('bring their own limits along, each copy too', () => {
    const risk = { trailingStopBasisPoints: '2' }
    const checked = checkAgents([choice('2', { risk }), choice('1', { name: 'Plain' })])
    expect(checked.ok && checked.value.map((entry) => entry.risk)).toEqual([risk, risk, undefined])
    expect(checked.ok && checked.value.map((entry) => 'risk' in entry)).toEqual([true, true, false])
    expect(enabledEntries([agentProfile('a', { risk })])[0]?.risk).toEqual(risk)
  })

  it('are told apart when there are several of one, whatever the others are called', () => {
    expect(names([choice('3'), choice('1', { name: 'Momentum 2' })])).toEqual([
      'Momentum',
      'Momentum 3',
      'Momentum 4',
      'Momentum 2',
    ])
  })

  it('never get a name that is too long', () => {
    const long = names([choice('25', { name: 'x'.repeat(40) }), choice('25', { name: '📈'.repeat(20) })])
    expect(new Set(long).size).toBe(50)
    expect(Math.max(...long.map((name) => name.length))).toBe(40)
    expect(long.filter((name) => /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(name))).toEqual([])
  })

  it.each([
    [[choice('1.5')], 'whole number of Momentum'],
    [[choice('51')], 'these are 51'],
    [[choice('0')], 'at least one'],
    [[], 'at least one'],
  ] as const)('of %j are refused', (choices, part) => expect(names(choices).join()).toContain(part))
})

describe('the bounds of decisions', () => {
  it('are the ones the match takes, and so are the defaults', () => {
    const typed = Object.entries(DEFAULT_LIMITS).map(([name, text]) => [name, Number(text.replace(',', ''))])
    expect(chooseDecisions(Object.fromEntries(typed))).toEqual(chooseDecisions())
    for (const { name, least, most } of LIMIT_FIELDS) {
      const taken = [least - 1, least, most, most + 1].map((value) => chooseDecisions({ [name]: value }).ok)
      expect(taken, name).toEqual([false, true, true, false])
    }
  })
})

describe('a match of language models', () => {
  const agents = choicesOf(FAKE_AGENTS)

  it('has a spend cap and limits of decisions', () => {
    expect(check({ agents })).toMatchObject({
      value: {
        spendCap: '1',
        decisions: {
          turns: 6,
          toolCalls: 8,
          trades: 5,
          deadlineSeconds: 45,
          memoryTokens: 24_000,
          outputTokens: 4096,
        },
      },
    })
  })

  it('is the only one that has: house rules cost nothing', () => {
    const checked = check({ spendCap: 'nonsense' })
    expect(checked.ok && ('spendCap' in checked.value || 'decisions' in checked.value)).toBe(false)
  })

  it.each([
    ['', 'dollars'],
    ['free', 'dollars'],
    ['-1', '$0 to $1,000'],
    ['1000.01', '$0 to $1,000'],
    ['0.0000001', 'six decimals'],
  ])('is not started with a cap of %j', (spendCap, part) => {
    const checked = check({ agents, spendCap })
    expect(checked.ok ? '' : checked.error.spendCap).toContain(part)
  })

  it('takes a cap with a dollar sign, and of nothing at all', () => {
    expect(check({ agents, spendCap: ' $2.50 ' })).toMatchObject({ value: { spendCap: '2.5' } })
    expect(check({ agents, spendCap: '0' })).toMatchObject({ value: { spendCap: '0' } })
  })

  it.each([
    ['turns', '0', 'Most turns'],
    ['toolCalls', '1.5', 'Most tool calls'],
    ['trades', 'many', 'Most trades'],
    ['deadlineSeconds', '', 'Deadline'],
    ['memoryTokens', '-1', 'Memory'],
    ['outputTokens', '99999999', 'Answer length'],
  ] as const)('has its sentence for %s of %j', (name, text, label) => {
    const checked = check({ agents, limits: { ...DEFAULT_FORM.limits, [name]: text } })
    expect(checked.ok ? {} : checked.error).toEqual({ [name]: expect.stringContaining(label) })
  })

  it('says whose key is missing, of those who play', () => {
    const models = { loaded: true, nodes: FAKE_NODES, locked: false, notice: '' }
    expect(keyWarning(agents, models)).toBe('Brainrot will wait for its key.')
    expect(keyWarning([choice('1')], models)).toBe('')
    expect(keyWarning([choice('0', { brain: 'node:n2' })], models)).toBe('')
  })
})

describe('the dialog', () => {
  it('offers the saved agents, and keeps what was typed when it is asked again', async () => {
    const form = dialog(async () => rosterBook(FAKE_AGENTS))
    expect(form.rosterReady).toBe(false)
    await form.loadRoster()
    form.setCount('a4', '2')
    await form.loadRoster()
    expect(form.form.agents.map(({ count }) => count)).toEqual(['1', '1', '1', '2'])
    expect(form.usesModels).toBe(true)
    expect((await form.submit())?.roster?.map(({ name }) => name)).toEqual([
      ...['Momentum', 'Brainrot', 'Scalper'],
      ...['Contrarian', 'Contrarian 2'],
    ])
  })

  it('waits for them when somebody is quick', async () => {
    const request = await dialog(async () => rosterBook([agentProfile('only', { name: 'Only' })])).submit()
    expect(request?.roster?.map(({ name }) => name)).toEqual(['Only'])
  })

  it('offers the house agents, with a sentence, where none are saved or none can be read', async () => {
    for (const roster of [async () => rosterBook([]), () => Promise.reject(new Error('gone'))]) {
      const form = dialog(roster)
      await form.loadRoster()
      expect(form.form.agents.map(({ agent }) => agent)).toEqual(HOUSE_PROFILES)
      expect(form.rosterNotice).toContain('house agents')
    }
  })
})

describe('starting without the dialog', () => {
  const checked = check({})
  const request = checked.ok ? checked.value : undefined

  it('plays the saved agents in the place of the house', () => {
    const entries = enabledEntries(FAKE_AGENTS)
    expect(withRoster(request!, entries)).toMatchObject({ value: { roster: entries } })
    expect(withRoster(request!, undefined)).toEqual({ ok: true, value: request })
  })

  it('says when all are benched', () => {
    expect(withRoster(request!, [])).toMatchObject({ error: expect.stringContaining('benched') })
  })
})

describe('brains in words', () => {
  it.each([
    ['house:momentum', 'House rules'],
    ['node:n1', 'GPT-5 nano · gpt-5-nano'],
    ['node:gone', 'No such chat node'],
  ])('%s is %s', (brain, text) => expect(brainText(brain, FAKE_NODES)).toBe(text))

  it('says a name once where the node is called like its model', () => {
    const nodes = [nodeState({ id: 'n', name: 'gpt-5-nano' })]
    expect(brainText('node:n', nodes)).toBe('gpt-5-nano')
  })

  it('lists names', () => {
    expect([listText([]), listText(['A']), listText(['A', 'B']), listText(['A', 'B', 'C'])]).toEqual([
      ...['', 'A', 'A and B', 'A, B and C'],
    ])
  })
})
