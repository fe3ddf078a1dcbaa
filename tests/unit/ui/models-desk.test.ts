import { describe, expect, it } from 'vitest'
import { Arena } from '$lib/ui/arena.svelte'
import { takeSecret } from '$lib/ui/models/key-input'
import { ModelsDesk } from '$lib/ui/models/models-desk.svelte'
import { QuickStart } from '$lib/ui/models/quick-start.svelte'
import { FakeArenaClient } from '../../fixtures/fake-arena-client'
import { FakeModelsClient, chatNode } from '../../fixtures/fake-models-client'

const SLOT = 'origin:https://api.openai.com'

describe('nodes and their keys', () => {
  it('are saved, given a key, asked to forget it and deleted', async () => {
    const client = new FakeModelsClient()
    const desk = new ModelsDesk(client)
    const node = chatNode()
    expect(await desk.saveNode(node)).toBeUndefined()
    expect(await desk.setKey(node.id, node.name, 'sk-1')).toBeUndefined()
    expect(client.keys.get(SLOT)).toBe('sk-1')
    expect(desk.nodesAnswer?.text).not.toContain('sk-1')
    await desk.forgetKey(node)
    expect(client.keys.size).toBe(0)
    await desk.remove(node)
    expect(client.nodes).toEqual([])
    expect(desk.nodesAnswer).toEqual({ good: true, text: 'GPT is deleted.' })
  })

  it('answer a refusal, or a client that broke, with a sentence', async () => {
    const client = new FakeModelsClient({ nodes: [chatNode()] })
    const desk = new ModelsDesk(client)
    client.refusal = 'Momentum and Scalper use it.'
    await desk.remove(chatNode())
    expect(desk.nodesAnswer).toEqual({ good: false, text: 'Momentum and Scalper use it.' })
    expect(client.nodes).toHaveLength(1)
    client.saveNode = () => Promise.reject(new Error('Gone.'))
    expect(await desk.saveNode(chatNode())).toBe('The chat node could not be saved. Gone.')
    desk.clearAnswer()
    expect(desk.nodesAnswer).toBeUndefined()
  })

  it('keep a key that was refused out of every answer', async () => {
    const desk = new ModelsDesk(new FakeModelsClient({ nodes: [chatNode()] }))
    const refusal = await desk.setKey('n1', 'GPT', 'sk-secret with spaces')
    expect(refusal).toBeDefined()
    expect(JSON.stringify([refusal, desk.nodesAnswer])).not.toContain('sk-secret')
  })
})

describe('a test', () => {
  it('is told while it runs and when it is done', async () => {
    const desk = new ModelsDesk(new FakeModelsClient({ nodes: [chatNode()] }))
    const done = desk.test(chatNode())
    expect(desk.report).toMatchObject({ name: 'GPT', result: undefined })
    await done
    expect(desk.report?.result?.findings.map(({ verdict }) => verdict)).toEqual([
      'good',
      'good',
      'bad',
      'unknown',
    ])
  })

  it('that was overtaken by another says nothing', async () => {
    const client = new FakeModelsClient({ nodes: [chatNode(), chatNode({ id: 'n2', name: 'Deep' })] })
    const desk = new ModelsDesk(client)
    await Promise.all([desk.test(chatNode()), desk.test(chatNode({ id: 'n2', name: 'Deep' }))])
    expect(desk.report?.name).toBe('Deep')
  })

  it('is of the past once its node or a key was changed', async () => {
    const desk = new ModelsDesk(new FakeModelsClient({ nodes: [chatNode()] }))
    await desk.test(chatNode())
    await desk.saveNode(chatNode({ id: 'n2', name: 'Other' }))
    expect(desk.report).toBeDefined()
    await desk.saveNode(chatNode())
    expect(desk.report).toBeUndefined()
    await desk.test(chatNode())
    await desk.setKey('n1', 'GPT', 'sk-1')
    expect(desk.report).toBeUndefined()
  })

  it('that broke is a bad finding', async () => {
    const client = new FakeModelsClient()
    client.test = () => Promise.reject(new Error('No frame.'))
    const desk = new ModelsDesk(client)
    await desk.test(chatNode())
    expect(desk.report?.result).toMatchObject({ ok: false, findings: [{ verdict: 'bad' }] })
  })
})

describe('keys on this device', () => {
  it('are remembered, unlocked and forgotten', async () => {
    const client = new FakeModelsClient({ nodes: [chatNode()], locked: true })
    const desk = new ModelsDesk(client)
    expect(await desk.unlock('wrong')).toBe(false)
    expect(desk.keysAnswer).toMatchObject({ good: false })
    expect(await desk.unlock('correct horse')).toBe(true)
    expect(client.keys.size).toBe(1)
    expect(await desk.remember('correct horse')).toBe(true)
    expect(await desk.forgetRemembered()).toBe(true)
    expect(desk.keysAnswer?.text).toContain('memory')
    expect(desk.busy).toBe(false)
    expect(JSON.stringify(desk.keysAnswer)).not.toContain('horse')
  })
})

describe('a secret', () => {
  it('leaves its field when it is taken', () => {
    const input = { value: 'sk-1' } as HTMLInputElement
    expect(takeSecret(input)).toBe('sk-1')
    expect(input.value).toBe('')
  })
})

describe('the quick start', () => {
  const world = () => {
    const models = new FakeModelsClient()
    const client = new FakeArenaClient({ minutes: 1 })
    return { models, client, quick: new QuickStart(models, new Arena(client)) }
  }

  it('goes from one pasted key to a match of the saved roster', async () => {
    const { models, client, quick } = world()
    const { agents } = await client.roster()
    await quick.useKey('sk-1')
    expect([quick.stage, quick.problem, quick.doubt]).toEqual(['ready', '', ''])
    expect(quick.done).toBe('Momentum, Brainrot and Scalper use it now.')
    expect(models.keys.get(SLOT)).toBe('sk-1')
    expect(await quick.startMatch()).toBe(true)
    expect(client.requests).toHaveLength(1)
    expect(client.requests[0]?.roster?.map(({ name }) => name)).toEqual(agents.map(({ name }) => name))
  })

  it('asks again when nothing, or no key, was pasted', async () => {
    const { quick } = world()
    await quick.useKey('  ')
    expect(quick.problem).toContain('Paste')
    await quick.useKey('hunter2')
    expect(quick.stage).toBe('key')
    expect(quick.problem).toContain('OpenAI')
    expect(quick.problem).not.toContain('hunter2')
  })

  const failing = (subject: 'key' | 'reach', sentence: string) => ({
    ok: false,
    findings: [{ subject, verdict: 'bad' as const, sentence }],
  })

  it('is not ready with a key that the provider refuses', async () => {
    const { models, quick } = world()
    models.testResult = failing('key', 'OpenAI does not accept the key.')
    await quick.useKey('sk-1')
    expect(quick.stage).toBe('key')
    expect(quick.problem).toContain('OpenAI does not accept the key.')
    expect(models.nodes).toHaveLength(1)
  })

  it('leaves the choice to the visitor when the key could not be tried', async () => {
    const { models, quick } = world()
    models.testResult = failing('reach', 'OpenAI could not be reached.')
    await quick.useKey('sk-1')
    expect([quick.stage, quick.problem]).toEqual(['ready', ''])
    expect(quick.doubt).toContain('OpenAI could not be reached.')
  })

  it('says who uses the node, and who is not there to', async () => {
    const { models, quick } = world()
    models.quickStarted = { moved: ['Scalper'], missing: ['Momentum', 'Brainrot'] }
    await quick.useKey('sk-1')
    expect(quick.done).toBe('Scalper uses it now. Momentum and Brainrot are not in your roster.')
    models.quickStarted = { moved: [], missing: ['Momentum'] }
    await quick.useKey('sk-1')
    expect(quick.done).toBe('No agent uses it now. Momentum is not in your roster.')
  })

  it('says why a match did not start', async () => {
    const { client, quick } = world()
    await quick.useKey('sk-1')
    client.startMatch = async () => ({ ok: false, error: 'Storage is full.' })
    expect(await quick.startMatch()).toBe(false)
    expect(quick.problem).toBe('Storage is full.')
    expect(quick.stage).toBe('ready')
  })
})
