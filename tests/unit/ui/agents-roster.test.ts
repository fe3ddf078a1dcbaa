import { describe, expect, it } from 'vitest'
import { Roster } from '$lib/ui/agents/roster.svelte'
import { rosterFromJson, rosterToJson } from '$lib/ui/agents/roster-file'
import { nodeState } from '../../fixtures/fake-models-client'
import { FakeRosterClient, HOUSE, STRATEGIES, profile } from './agents-fixtures'

const NODES = [nodeState(), nodeState({ id: 'n2', name: 'Deep' })]
const counter = () => {
  let count = 0
  return () => `id${(count += 1)}`
}
const loaded = async (client = new FakeRosterClient(), nodes = NODES) => {
  const roster = new Roster(client, () => nodes, counter())
  await roster.load()
  return roster
}
const file = (text: string, size = text.length) => ({ name: 'r.json', size, text: async () => text })

describe('changes of the roster', () => {
  it('are saved at once', async () => {
    const client = new FakeRosterClient()
    const roster = await loaded(client)
    await roster.put(undefined, profile({ name: 'New' }))
    await roster.setEnabled('scalper', false)
    await roster.clone('momentum')
    await roster.remove('brainrot')
    expect(client.agents.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['momentum', true],
      ['momentum 2', true],
      ['scalper', false],
      ['New', true],
    ])
    expect(new Set(client.agents.map(({ id }) => id)).size).toBe(4)
    expect(roster.answer).toEqual({ good: true, text: 'Saved.' })
    expect(roster.unsaved).toBe(false)
  })

  it('are no longer told to be saved once a form is refused', async () => {
    const roster = await loaded(new FakeRosterClient())
    await roster.setEnabled('scalper', false)
    expect(roster.benched).toBe('scalper')
    roster.clearAnswer()
    expect([roster.answer, roster.benched]).toEqual([undefined, undefined])
  })

  it('copy the limits of a cloned agent', async () => {
    const risk = { coolDown: '60' }
    const client = new FakeRosterClient([profile({ risk })])
    await (await loaded(client)).clone('a')
    expect(client.agents.map((agent) => agent.risk)).toEqual([risk, risk])
  })

  it('replace the agent that was edited', async () => {
    const client = new FakeRosterClient()
    const roster = await loaded(client)
    await roster.put('momentum', profile({ name: 'Slow momentum' }))
    expect(client.agents).toHaveLength(3)
    expect(client.agents[0]).toMatchObject({ id: 'momentum', name: 'Slow momentum' })
  })

  it('put all on one node, with their strategies’ prompts where they had none', async () => {
    const client = new FakeRosterClient([...HOUSE, profile()])
    const roster = await loaded(client)
    await roster.putAllOn('n2')
    expect(client.agents.every(({ brain }) => brain === 'node:n2')).toBe(true)
    expect(client.agents.map(({ prompt }) => prompt)).toEqual([
      'Prompt of momentum',
      'Prompt of brainrot',
      'Prompt of scalper',
      'Buy dips.',
    ])
    expect(roster.answer?.text).toBe('All 4 now use Deep.')
    await roster.undo()
    expect(client.agents.map(({ brain }) => brain)).toEqual([
      'house:momentum',
      'house:brainrot',
      'house:scalper',
      'node:n1',
    ])
    expect(roster.canUndo).toBe(false)
  })

  it('say of a benched agent that no new match takes it', async () => {
    const roster = await loaded()
    await roster.setEnabled('scalper', false)
    expect([roster.answer?.text, roster.benched]).toEqual(['scalper goes into no new match.', 'scalper'])
    await roster.setEnabled('scalper', true)
    expect(roster.benched).toBeUndefined()
  })

  it('stay on the page with the sentence when they are refused or the worker is lost', async () => {
    const client = new FakeRosterClient()
    const roster = await loaded(client)
    client.refusal = 'Not like this.'
    expect(await roster.setEnabled('scalper', false)).toBe(false)
    expect(roster.answer).toEqual({ good: false, text: 'Not like this.' })
    expect(roster.unsaved).toBe(true)
    client.refusal = ''
    client.broken = true
    await roster.save()
    expect(roster.answer?.text).toContain('No storage.')
    client.broken = false
    await roster.save()
    expect(roster.unsaved).toBe(false)
    expect(client.agents[2]?.enabled).toBe(false)
  })

  it('begin with a sentence when there is nothing to read or something was damaged', async () => {
    const broken = new FakeRosterClient()
    broken.broken = true
    expect((await loaded(broken)).answer?.text).toContain('could not be read')
    expect((await loaded(new FakeRosterClient(HOUSE, 'Damaged.'))).notices).toEqual(['Damaged.'])
  })

  it('draft a house agent without chat nodes and a language model with them', async () => {
    expect((await loaded(new FakeRosterClient(), [])).draft()).toMatchObject({ brain: 'house:momentum' })
    expect((await loaded()).draft()).toMatchObject({ brain: 'node:n1', prompt: 'Prompt of default' })
    expect(STRATEGIES[0]?.strategy).toBe('default')
  })
})

describe('a roster as a file', () => {
  const agents = [...HOUSE, profile({ brain: 'node:n2', enabled: false, color: '--agent-4' })]

  it('comes back as it went, brains by the names of their nodes', () => {
    const json = rosterToJson(agents, NODES)
    expect(json).toContain('"name": "Deep"')
    expect(json).not.toContain('n2')
    const elsewhere = [nodeState({ id: 'x9', name: 'Deep' })]
    const read = rosterFromJson(json, elsewhere, counter())
    expect(read.ok && read.value.agents.map(({ id: _, ...agent }) => agent)).toEqual(
      agents.map(({ id: _, ...agent }) => ({
        ...agent,
        brain: agent.brain === 'node:n2' ? 'node:x9' : agent.brain,
      })),
    )
    expect(read.ok && read.value.notices).toEqual([])
  })

  it('keeps own limits, in their plain form', () => {
    const risk = { trailingStopBasisPoints: '2', priceCollarBasisPoints: 'off' }
    const read = (text: string) => {
      const roster = rosterFromJson(text, NODES, counter())
      return roster.ok ? roster.value.agents.map((agent) => agent.risk) : roster.error
    }
    const json = rosterToJson([profile({ risk }), profile({ name: 'Plain' })], NODES)
    expect(read(json)).toEqual([risk, undefined])
    expect(read(json.replace('"2"', '" 2.00 % "'))).toEqual([risk, undefined])
    expect(read(json.replace('"2"', '"0"'))).toContain('The limits of Dip buyer: Trailing stop')
    const tail = json.replace('"trailingStopBasisPoints": "2"', '"riskModel": "EWMA"')
    expect(read(tail)).toEqual([{ riskModel: 'ewma', priceCollarBasisPoints: 'off' }, undefined])
    expect(read(tail.replace('EWMA', 'luck'))).toContain('Risk model must be one of: normal, ewma')
    expect(read(json.replace('trailingStopBasisPoints', 'luck'))).toContain('agents.0.risk')
    expect(read(json.replace('"2"', '2'))).toContain('agents.0.risk.trailingStopBasisPoints')
  })

  it('keeps an agent whose node is unknown, without a brain and with a sentence', () => {
    const read = rosterFromJson(rosterToJson(agents, NODES), [], counter())
    expect(read.ok && read.value.agents).toHaveLength(4)
    expect(read.ok && read.value.agents[3]).toMatchObject({ brain: '', prompt: 'Buy dips.' })
    expect(read.ok && read.value.notices).toEqual([
      'Dip buyer: there is no chat node “Deep” here. Choose a brain for it.',
    ])
  })

  it('keeps the prompt that somebody wrote for an agent of house rules', () => {
    const house = profile({ strategy: 'momentum', brain: 'house:momentum', prompt: 'My own words.' })
    const read = rosterFromJson(rosterToJson([house], NODES), NODES, counter())
    expect(read.ok && read.value.agents[0]).toMatchObject({
      brain: 'house:momentum',
      prompt: 'My own words.',
    })
  })

  const edit = (change: (file: { agents: Record<string, unknown>[]; [key: string]: unknown }) => void) => {
    const json = JSON.parse(rosterToJson(agents, NODES))
    change(json)
    return JSON.stringify(json)
  }
  it.each([
    ['not JSON', 'not JSON at all', 'not JSON'],
    ['another kind of JSON', '[1,2]', 'not a roster'],
    ['null', 'null', 'not a roster'],
    ['another version', edit((json) => (json.version = 7)), 'version'],
    ['a missing field', edit((json) => delete json.agents[0]!.strategy), 'agents.0.strategy'],
    ['a wrong type', edit((json) => (json.agents[1]!.enabled = 'yes')), 'agents.1.enabled'],
    ['an unknown strategy', edit((json) => (json.agents[0]!.strategy = 'martingale')), 'agents.0.strategy'],
    ['no agents', edit((json) => (json.agents = [])), 'no agents'],
    ['an empty name', edit((json) => (json.agents[2]!.name = ' ')), 'Agent 3'],
    ['a long name', edit((json) => (json.agents[0]!.name = 'x'.repeat(41))), '40 characters'],
    ['a name twice', edit((json) => (json.agents[1]!.name = 'Momentum')), 'Two agents'],
    ['a prompt of a megabyte', edit((json) => (json.agents[3]!.prompt = 'x'.repeat(1_000_000))), '1,000,000'],
    ['a file of many megabytes', 'x'.repeat(5_000_001), 'at most 4.8 MB'],
    [
      'a crowd',
      edit(
        (json) =>
          (json.agents = Array.from({ length: 201 }, (_, i) => ({ ...json.agents[0], name: `A${i}` }))),
      ),
      '201 agents',
    ],
  ])('is refused with a sentence: %s', (_name, text, part) => {
    const read = rosterFromJson(text, NODES, counter())
    expect(read.ok ? '' : read.error).toContain(part)
  })

  it('never takes a colour that is no token of the style sheet', () => {
    const text = edit((json) => (json.agents[0]!.color = 'red;background:url(https://x.test)'))
    const read = rosterFromJson(text, NODES, counter())
    expect(read.ok && read.value.agents[0]?.color).toMatch(/^--[a-z0-9-]+$/)
  })
})

describe('importing', () => {
  const roster4 = rosterToJson([...HOUSE, profile({ brain: 'node:n2' })], NODES)

  it('replaces and saves the roster, and can be undone', async () => {
    const client = new FakeRosterClient([profile({ name: 'Old' })])
    const roster = await loaded(client)
    await roster.importFile(file(roster4))
    expect(client.agents).toHaveLength(4)
    expect(roster.answer?.text).toContain('Imported 4 agents')
    await roster.undo()
    expect(client.agents.map(({ name }) => name)).toEqual(['Old'])
    expect(roster.canUndo).toBe(false)
  })

  it('waits with saving until every agent has a brain', async () => {
    const client = new FakeRosterClient([profile({ name: 'Old', brain: 'node:n1' })])
    const roster = await loaded(client, [nodeState()])
    await roster.importFile(file(roster4))
    expect(roster.agents).toHaveLength(4)
    expect(roster.notices).toHaveLength(1)
    expect(roster.unsaved).toBe(true)
    expect(client.saves).toBe(0)
    expect(await roster.save()).toBe(false)
    expect(roster.answer?.text).toContain('Dip buyer')
    const stray = roster.agents[3]!
    expect(await roster.put(stray.id, { ...stray, brain: 'node:n1' })).toBe(true)
    expect(client.agents).toHaveLength(4)
    expect(roster.notices).toEqual([])
  })

  it('changes nothing when the file cannot be used', async () => {
    const client = new FakeRosterClient()
    const roster = await loaded(client)
    await roster.importFile(file('{'))
    expect(roster.answer).toMatchObject({ good: false })
    await roster.importFile(file('{}', 9_000_000))
    expect(roster.answer?.text).toContain('at most')
    await roster.importFile({ name: 'gone', size: 1, text: () => Promise.reject(new Error('gone')) })
    expect(roster.answer?.text).toContain('could not be read')
    expect(roster.agents).toEqual(HOUSE)
    expect(client.saves).toBe(0)
  })
})
