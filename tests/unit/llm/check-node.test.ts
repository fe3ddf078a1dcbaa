import { describe, expect, it } from 'vitest'
import type { ChatNode } from '$lib/llm/chat-node'
import { type NodeField, checkChatNode, defaultNode } from '$lib/llm/check-node'
import { pricesFor } from '$lib/llm/prices'
import { PROVIDERS, PROVIDER_IDS, setupNote } from '$lib/llm/providers'

const NODE = defaultNode('openai', 'a', [])
const errorsOf = (change: Partial<ChatNode>, others: readonly ChatNode[] = []) => {
  const checked = checkChatNode({ ...NODE, ...change }, others)
  return checked.ok ? {} : checked.error
}
const urlOf = (baseUrl: string): string | undefined => {
  const checked = checkChatNode({ ...NODE, baseUrl }, [])
  return checked.ok ? checked.value.baseUrl : undefined
}

describe('presets', () => {
  it.each(PROVIDER_IDS.filter((id) => id !== 'custom'))('%s is a node that may be kept', (provider) => {
    const node = defaultNode(provider, 'x', [])
    expect(checkChatNode(node, [])).toEqual({ ok: true, value: node })
  })

  it('name a second node unlike the first', () => {
    expect(defaultNode('openai', 'b', ['openai ', 'OpenAI 2']).name).toBe('OpenAI 3')
  })

  it('say what must be set up on this machine', () => {
    expect(setupNote('ollama', 'https://arena.example')).toContain('OLLAMA_ORIGINS=https://arena.example')
    expect(setupNote('lmstudio', 'https://arena.example')).toContain('CORS')
    expect(setupNote('openai', 'https://arena.example')).toBe('')
    expect(PROVIDERS.openai).toMatchObject({ modelId: 'gpt-5-nano', effort: 'low' })
    expect(NODE.maxConcurrent).toBe(10)
  })
})

describe('a chat node', () => {
  it.each<[Partial<ChatNode>, NodeField]>([
    [{ name: '  ' }, 'name'],
    [{ name: 'x'.repeat(41) }, 'name'],
    [{ name: 'a\u202eb' }, 'name'],
    [{ modelId: ' ' }, 'modelId'],
    [{ modelId: 'gpt 5' }, 'modelId'],
    [{ temperature: 2.5 }, 'temperature'],
    [{ temperature: Number.NaN }, 'temperature'],
    [{ maxConcurrent: 0 }, 'maxConcurrent'],
    [{ maxConcurrent: 1.5 }, 'maxConcurrent'],
    [{ maxConcurrent: 101 }, 'maxConcurrent'],
    [{ prices: { ...NODE.prices, input: '-1' } }, 'inputPrice'],
    [{ prices: { ...NODE.prices, cachedInput: '' } }, 'cachedPrice'],
    [{ prices: { ...NODE.prices, output: '1e3' } }, 'outputPrice'],
    [{ matchBudget: '-1' }, 'matchBudget'],
    [{ dayBudget: 'a lot' }, 'dayBudget'],
    [{ provider: 'xai', effort: 'medium' }, 'effort'],
    [{ provider: 'anthropic', effort: 'low' }, 'effort'],
  ])('%j is refused in a sentence', (change, field) => {
    const errors = errorsOf(change)
    expect(Object.keys(errors)).toEqual([field])
    expect(errors[field]).toMatch(/\.$/)
  })

  it('has a name of its own', () => {
    const other = { ...NODE, id: 'b', name: 'My  Node' }
    expect(errorsOf({ name: 'my node ' }, [other])).toHaveProperty('name')
    expect(errorsOf({ name: 'my node 2' }, [other])).toEqual({})
  })

  it.each([
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    [' https://API.openai.com ', 'https://api.openai.com'],
    ['https://host.example:8443/a/b/chat/completions', 'https://host.example:8443/a/b'],
    ['http://localhost:11434/v1', 'http://localhost:11434/v1'],
  ])('at %s is called at %s', (typed, plain) => {
    expect(urlOf(typed)).toBe(plain)
  })

  it.each([
    ...['', 'api.openai.com', 'http://api.openai.com', 'ftp://x.example', 'wss://x.example'],
    ...['https://user:secret@x.example', 'https://x.example/v1?key=1', 'https://x.example/#a'],
    ...['http://127.0.0.1:11434/v1', 'https://*.example', 'data:text/plain,hi', 'https://[::1]/'],
  ])('is not called at %j', (typed) => {
    expect(urlOf(typed)).toBeUndefined()
    expect(errorsOf({ baseUrl: typed }).baseUrl).toMatch(/\.$/)
    expect(errorsOf({ baseUrl: typed }).baseUrl).not.toContain('secret')
  })
})

describe('prices', () => {
  it.each([
    ['openai', 'gpt-5-nano-2025-08-07', '0.05', false],
    ['openrouter', 'openai/gpt-5-nano', '0.05', false],
    ['openrouter', 'anthropic/claude-haiku-4.5', '1.00', true],
    ['anthropic', 'claude-haiku-4-5-20251001', '1.00', true],
    ['groq', 'openai/gpt-oss-20b', '0.075', true],
    ['openrouter', 'z-ai/glm:free', '0', false],
    ['ollama', 'anything', '0', false],
  ] as const)('%s %s: %s, an estimate: %s', (provider, model, input, estimated) => {
    expect(pricesFor(provider, model)).toMatchObject({ input, estimated })
  })

  it('nobody published are estimated with caution', () => {
    for (const provider of ['openai', 'custom', 'openrouter'] as const) {
      const prices = pricesFor(provider, 'brand-new-model')
      expect(prices.estimated).toBe(true)
      expect(Number(prices.output)).toBeGreaterThan(10)
    }
  })
})
