import { describe, expect, it } from 'vitest'
import {
  type AgentForm,
  checkAgentForm,
  formOf,
  rosterFault,
  strategyText,
  strategyTitle,
  withStrategy,
} from '$lib/ui/agents/agent-form'
import { AgentFormState } from '$lib/ui/agents/agent-form.svelte'
import { freeColor, AGENT_COLORS } from '$lib/ui/agents/colors'
import { sha256Hex } from '$lib/core/hash'
import { RISK_PRESETS, type RiskRules } from '$lib/core/risk-rules'
import { applyChanges, applyText, benchChange, haltOf, isOpen, placesOf } from '$lib/ui/agents/running-match'
import type { AgentRiskView, MatchView } from '$workers/api/view'
import { agentRow } from '../../fixtures/fake-arena-client'
import { nodeState } from '../../fixtures/fake-models-client'
import { plainText } from '../../fixtures/plain-text'
import { STRATEGIES, profile } from './agents-fixtures'

const NODES = [nodeState()]
const FORM: AgentForm = {
  name: 'Dip buyer',
  strategy: 'own',
  prompt: 'Buy dips.',
  brain: 'node:n1',
  color: '--agent-1',
  enabled: true,
}
const errors = (change: Partial<AgentForm>, others = [profile({ name: 'Momentum' })], nodes = NODES) => {
  const checked = checkAgentForm({ ...FORM, ...change }, others, nodes)
  return checked.ok ? {} : checked.error
}

describe('an agent that can be saved', () => {
  it('keeps its prompt on a chat node and has none with house rules', () => {
    expect(checkAgentForm({ ...FORM, name: '  Dip buyer ' }, [], NODES)).toEqual({ ok: true, value: FORM })
    const house = { ...FORM, strategy: 'scalper', brain: 'house:scalper' } as const
    expect(checkAgentForm(house, [], [])).toEqual({ ok: true, value: { ...house, prompt: '' } })
  })
})

describe('own limits of an agent', () => {
  const context = { strategies: STRATEGIES, agents: [], nodes: NODES }

  it('are kept plain, and not at all where there are none', () => {
    const typed = {
      ...FORM,
      risk: { trailingStopBasisPoints: '2.0 %', priceCollarBasisPoints: 'OFF', coolDown: '' },
    }
    expect(checkAgentForm(typed, [], NODES)).toEqual({
      ok: true,
      value: { ...FORM, risk: { trailingStopBasisPoints: '2', priceCollarBasisPoints: 'off' } },
    })
    const none = checkAgentForm({ ...FORM, risk: { coolDown: ' ' } }, [], NODES)
    expect(none.ok && 'risk' in none.value).toBe(false)
  })

  it('are in the form of an agent that has some, on show', () => {
    const risk = { trailingStopBasisPoints: '2' }
    expect(formOf(profile({ risk }), STRATEGIES).risk).toEqual(risk)
    expect(new AgentFormState(profile({ risk }), () => context).limitsOpen).toBe(true)
    expect(new AgentFormState(profile(), () => context).limitsOpen).toBe(false)
  })

  it('come on show when one of them is at fault', () => {
    const form = new AgentFormState(profile(), () => context)
    form.setLimit('ordersPerMinute', '1.5')
    expect([form.errors, form.limitsOpen]).toEqual([{}, false])
    expect(form.submit()).toBeUndefined()
    expect(form.errors.ordersPerMinute).toContain('whole number')
    expect(form.limitsOpen).toBe(true)
    form.setLimit('ordersPerMinute', '2')
    expect(form.submit()?.risk).toEqual({ ordersPerMinute: '2' })
  })

  it('keep a roster from being saved when they came in broken', () => {
    const agents = [profile({ name: 'One', risk: { coolDown: 'soon' } })]
    expect(rosterFault(agents, NODES)?.sentence).toMatch(/^One: Cool-down/)
  })
})

describe('each fault has its sentence beside its field', () => {
  it.each([
    ['name', { name: ' ' }, 'Give the agent a name'],
    ['name', { name: 'x'.repeat(41) }, 'at most 40'],
    ['name', { name: 'momentum ' }, 'already called Momentum'],
    ['name', { name: 'buy and Hold' }, 'the benchmark’s name'],
    ['prompt', { prompt: 'x'.repeat(1_000_000) }, 'this one has 1,000,000'],
    ['prompt', { prompt: ' \n' }, 'Write a system prompt'],
    ['brain', { brain: '' }, 'Choose a brain'],
    ['brain', { brain: 'node:gone' }, 'one of the chat nodes'],
    ['brain', { brain: 'house:momentum', strategy: 'scalper' }, 'Choose a brain'],
    ['brain', { brain: 'house:own' }, 'Choose a brain'],
    ['coolDown', { risk: { coolDown: '0', trailingStopBasisPoints: 'off' } }, 'Cool-down'],
  ] as const)('%s of %o', (field, change, part) => {
    const found = errors(change)
    expect(Object.keys(found)).toEqual([field])
    expect(found[field]).toContain(part)
  })

  it('sends a visitor without chat nodes to the Models page', () => {
    expect(errors({ brain: '' }, [], []).brain).toContain('Models page')
  })

  it('names the agent that keeps a roster from being saved', () => {
    const agents = [profile({ id: 'a', name: 'One' }), profile({ id: 'b', name: 'Two', brain: '' })]
    expect(rosterFault(agents, NODES)?.sentence).toMatch(/^Two: Choose a brain/)
    expect(rosterFault(agents.slice(0, 1), NODES)).toBeUndefined()
  })
})

describe('choosing a strategy', () => {
  const plain = formOf(profile({ strategy: 'momentum', prompt: '', brain: 'house:momentum' }), STRATEGIES)

  it('shows a house agent its strategy’s prompt', () => {
    expect(plain.prompt).toBe('Prompt of momentum')
  })

  it('fills in its prompt and moves house rules along', () => {
    expect(withStrategy(plain, 'brainrot', STRATEGIES, NODES)).toMatchObject({
      prompt: 'Prompt of brainrot',
      brain: 'house:brainrot',
    })
  })

  it('keeps what somebody wrote, and the chat node', () => {
    const edited = { ...plain, prompt: 'Mine', brain: 'node:n1' }
    expect(withStrategy(edited, 'scalper', STRATEGIES, NODES)).toMatchObject({
      prompt: 'Mine',
      brain: 'node:n1',
    })
  })

  it('goes to the first chat node where there are no house rules, or leaves the choice open', () => {
    expect(withStrategy(plain, 'default', STRATEGIES, NODES).brain).toBe('node:n1')
    expect(withStrategy(plain, 'own', STRATEGIES, []).brain).toBe('')
    expect(withStrategy(plain, 'own', STRATEGIES, []).prompt).toBe('Prompt of momentum')
  })

  it('has a title for each', () => {
    expect(strategyTitle('brainrot', STRATEGIES)).toBe('Brainrot!')
    expect(strategyTitle('own', STRATEGIES)).toBe('Own')
    const agent = profile({ strategy: 'momentum', prompt: 'Prompt of momentum' })
    expect(strategyText(agent, STRATEGIES)).toBe('momentum')
    expect(strategyText({ ...agent, prompt: 'Mine' }, STRATEGIES)).toBe('momentum (own prompt)')
  })
})

describe('the open form', () => {
  const context = { strategies: STRATEGIES, agents: [profile({ id: 'a', name: 'Momentum' })], nodes: NODES }

  it('speaks up only once somebody tried to save', () => {
    const form = new AgentFormState({ ...FORM, name: '' }, () => context)
    expect(form.errors).toEqual({})
    expect(form.submit()).toBeUndefined()
    expect(form.errors.name).toBeDefined()
    form.set('name', 'Fresh')
    expect(form.errors).toEqual({})
    expect(form.submit()).toMatchObject({ name: 'Fresh' })
  })

  it('may keep its own name', () => {
    const form = new AgentFormState(profile({ id: 'a', name: 'Momentum' }), () => context)
    expect(form.submit()?.name).toBe('Momentum')
  })

  it('offers the strategy’s prompt back after an edit', () => {
    const form = new AgentFormState({ ...FORM, strategy: 'momentum', prompt: '' }, () => context)
    expect(form.canReset).toBe(false)
    form.set('prompt', 'Mine')
    form.chooseStrategy('scalper')
    expect(form.form.prompt).toBe('Mine')
    expect(form.keptPrompt).toBe(true)
    form.resetPrompt()
    expect(form.form.prompt).toBe('Prompt of scalper')
    expect(form.canReset).toBe(false)
  })
})

describe('colours', () => {
  it('are different for as long as there are any left', () => {
    const taken: string[] = []
    for (let index = 0; index < AGENT_COLORS.length; index += 1) taken.push(freeColor(taken))
    expect(new Set(taken).size).toBe(AGENT_COLORS.length)
    expect(AGENT_COLORS.map(({ token }) => token)).toContain(freeColor(taken))
  })
})

describe('the running match', () => {
  const agents = [profile({ id: 'a', name: 'Momentum' }), profile({ id: 'b', name: 'New one' })]
  const rows = [
    agentRow(0, { name: 'Momentum' }),
    agentRow(1, { name: 'New one', role: 'benchmark' }),
    agentRow(2, { name: 'Else' }),
  ]

  it('finds agents by name, never the benchmark', () => {
    const [first, second] = placesOf(agents, rows, {})
    expect(first?.row?.run).toBe(0)
    expect(second?.row).toBeUndefined()
    expect(second?.text).toBe('takes no part')
  })

  it('adds those who take no part and reassigns those who do', () => {
    const [first, second] = placesOf(agents, rows, {})
    const { id: _, enabled: __, ...entry } = agents[1]!
    expect(applyChanges(second!)).toEqual([{ kind: 'add', agent: entry }])
    expect(applyChanges(first!)).toMatchObject([{ kind: 'reassign', run: 0 }])
    expect(applyChanges(first!)[0]).not.toHaveProperty('agent.name')
    expect(benchChange(first!)).toEqual({ kind: 'bench', run: 0 })
    expect(benchChange(second!)).toBeUndefined()
  })

  it('lists who plays and is no longer in the roster, to be benched', () => {
    const [, , stray] = placesOf(agents, rows, {})
    expect(stray).toMatchObject({ name: 'Else', agent: undefined })
    expect(stray!.text).toBe('plays · House rules · no longer in the roster')
    expect(benchChange(stray!)).toEqual({ kind: 'bench', run: 2 })
    expect(applyText(stray!)).toBeUndefined()
  })

  it('offers to apply only what differs', () => {
    const agent = profile({ strategy: 'momentum', brain: 'house:momentum', prompt: '', color: '--momentum' })
    const row = agentRow(0, { name: agent.name })
    const text = (change: Partial<typeof agent>, of = row) =>
      applyText(placesOf([{ ...agent, ...change }], [of], {})[0]!)
    expect(text({})).toBeUndefined()
    expect(text({ color: '--desk' })).toBe('Apply changes')
    expect(text({ brain: 'node:n1', prompt: 'Mine' })).toBe('Apply changes')
    expect(text({}, { ...row, benched: true })).toBe('Unbench')
    expect(text({ name: 'New' })).toBe('Join the match')
    const strategyId = `momentum@${sha256Hex('Mine').slice(0, 8)}`
    const playing = { ...row, brainId: 'node:n1', strategyId }
    expect(text({ brain: 'node:n1', prompt: 'Mine' }, playing)).toBeUndefined()
    expect(text({ brain: 'node:n1', prompt: 'Ours' }, playing)).toBe('Apply changes')
  })

  it('offers to apply own limits that do not hold yet, and passes them on', () => {
    const risk = { trailingStopBasisPoints: '2' }
    const [own, plain] = [profile({ risk }), profile()]
    const base = { trailingStopBasisPoints: 500 }
    const strategyId = `own@${sha256Hex(plain.prompt).slice(0, 8)}`
    const view: AgentRiskView = { title: 'Own limits', halted: '', rules: base, limits: [] }
    const place = (agent: typeof own, rules: AgentRiskView['rules'] | undefined) => {
      const limits = rules === undefined ? undefined : { ...view, rules }
      const row = agentRow(0, {
        name: agent.name,
        brainId: agent.brain,
        color: agent.color,
        strategyId,
        risk: limits,
      })
      return placesOf([agent], [row], base)[0]!
    }
    expect(applyText(place(own, base))).toBe('Apply changes')
    expect(applyText(place(own, { trailingStopBasisPoints: 200 }))).toBeUndefined()
    expect(applyText(place(plain, { trailingStopBasisPoints: 200 }))).toBe('Apply changes')
    expect(applyText(place(plain, base))).toBeUndefined()
    expect(applyText(place(own, undefined))).toBeUndefined()
    expect(applyChanges(place(own, base))).toMatchObject([{ kind: 'reassign', agent: { risk } }])
    expect(applyChanges(place(plain, base))[0]).not.toHaveProperty('agent.risk')
  })

  it('says under which limits each plays', () => {
    const base = RISK_PRESETS.guarded
    const playing = (rules: RiskRules, title: string, of: RiskRules = base) => {
      const risk: AgentRiskView = { title, halted: '', rules, limits: [] }
      const [place] = placesOf([], [agentRow(0, { risk })], of)
      return plainText(place?.text ?? '').replace('plays · House rules', '')
    }
    const rest = ' · no longer in the roster'
    expect(playing(base, 'Guarded')).toBe(` · Guarded limits${rest}`)
    expect(playing({ ...base, trailingStopBasisPoints: 50 }, 'Own limits')).toBe(
      ` · own limits: trailing stop 0.5 %${rest}`,
    )
    expect(playing({}, 'Classic')).toBe(` · no limits${rest}`)
    expect(playing({}, 'Classic', {})).toBe(rest)
    expect(playing({ ordersPerMinute: 1 }, 'Own limits', { ordersPerMinute: 1 })).toBe(` · own limits${rest}`)
  })

  it('says why an agent is halted', () => {
    const risk: AgentRiskView = { title: 'Strict', halted: 'Buying is stopped.', rules: {}, limits: [] }
    const halted = [agentRow(0, { name: 'Momentum', risk }), agentRow(1, { name: 'Else', risk })]
    expect(placesOf(agents, halted, {}).map(haltOf)).toEqual(['Buying is stopped.', '', 'Buying is stopped.'])
  })

  it.each(['benched', 'thinking', 'restarting'] as const)('brings a benched agent back (%s)', (status) => {
    const [place] = placesOf(agents, [agentRow(0, { name: 'Momentum', status, benched: true })], {})
    expect(place!.text).toBe('on the bench')
    expect(applyChanges(place!).map(({ kind }) => kind)).toEqual(['reassign', 'unbench'])
    expect(benchChange(place!)).toBeUndefined()
  })

  it('is open to changes only in the tab that leads and while it goes on', () => {
    const view = (status: string, role = 'leader') => ({ match: { status, role } }) as MatchView
    expect(isOpen(view('running'), false)).toBe(true)
    expect(isOpen(view('paused'), false)).toBe(true)
    expect(isOpen(view('ended'), false)).toBe(false)
    expect(isOpen(view('running', 'follower'), false)).toBe(false)
    expect(isOpen(view('running'), true)).toBe(false)
    expect(isOpen(undefined, false)).toBe(false)
  })
})
