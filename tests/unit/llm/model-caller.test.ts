import { describe, expect, it } from 'vitest'
import type { CompletionRequest } from '$lib/llm/completion'
import { scriptedFetch, streaming, refusing } from '../../fixtures/llm/scripted-fetch'
import { SHAPES, USAGE, errorBody, sseBody, wholeBody } from '../../fixtures/llm/shapes'
import { CallerWorld, KEY, REQUEST, nodeOf, replyOf, faultIn } from './caller-world'

const CALLS = [
  { name: 'get_portfolio', arguments: '{}' },
  { name: 'execute_trade', arguments: '{"product_id":"BTC-USD","action":"buy","quantity":0.1}' },
]
const WORDS = 'I buy a little Bitcoin — “cheap” 🚀.\n\nReasoning: the trend is up.'

describe.each(SHAPES)('an answer in the shape of %s', (shape) => {
  const world = (body: string): CallerWorld => new CallerWorld(scriptedFetch(streaming(body)), nodeOf(shape))

  it('gives its words', async () => {
    const completion = await world(sseBody(shape, { words: WORDS })).complete()
    expect(replyOf(completion)).toMatchObject({ words: WORDS, calls: [], finish: 'stop' })
    expect(completion.attempts).toBe(1)
  })

  it('gives all its tool calls, in order and with ids of their own', async () => {
    const reply = replyOf(await world(sseBody(shape, { words: 'Hm.', calls: CALLS })).complete())
    expect(reply.finish).toBe('tool-calls')
    expect(reply.calls.map(({ name, arguments: input }) => ({ name, arguments: input }))).toEqual(CALLS)
    expect(new Set(reply.calls.map(({ id }) => id)).size).toBe(2)
  })

  it('reports tokens and what they cost', async () => {
    const completion = await world(sseBody(shape, { words: WORDS })).complete()
    expect(completion.usage).toMatchObject({ input: USAGE.input, output: USAGE.output, estimated: false })
    const hasPrice = shape !== 'ollama'
    expect(completion.cost > 0n).toBe(hasPrice)
  })

  it('estimates tokens that were not reported', async () => {
    const { usage } = await world(sseBody(shape, { words: WORDS, usage: 'missing' })).complete()
    expect(usage.estimated).toBe(true)
    expect(usage.input).toBeGreaterThan(0)
    expect(usage.output).toBeGreaterThan(0)
  })

  it.each(['length', 'content_filter', 'refusal'] as const)('tells that it ended by %s', async (finish) => {
    const reply = replyOf(await world(sseBody(shape, { words: 'No.', finish })).complete())
    expect(reply.finish).toBe(finish.replace('_', '-'))
    expect(reply.words).toBe('No.')
  })

  it('is taken without a reason for its end, and in one piece', async () => {
    const open = world(sseBody(shape, { words: WORDS, calls: CALLS, finish: 'missing' }))
    expect(replyOf(await open.complete()).finish).toBe('tool-calls')
    const whole = replyOf(await world(wholeBody(shape, { words: WORDS, calls: CALLS })).complete())
    expect(whole.words).toBe(WORDS)
    expect(whole.calls).toHaveLength(2)
  })
})

describe('what is particular', () => {
  it('keeps the cached tokens of OpenAI and DeepSeek apart', async () => {
    for (const shape of ['openai', 'deepseek', 'openrouter'] as const) {
      const fetch = scriptedFetch(streaming(sseBody(shape, { words: WORDS })))
      const { usage } = await new CallerWorld(fetch, nodeOf(shape)).complete()
      expect(usage).toEqual({ input: 1200, cachedInput: 1000, output: 150, reasoning: 64, estimated: false })
    }
  })

  it('hands thoughts and signatures over, and sends them back', async () => {
    const thinking = 'First I look at what I hold.'
    for (const shape of ['deepseek', 'gemini'] as const) {
      const fetch = scriptedFetch(streaming(sseBody(shape, { thinking, calls: CALLS })))
      const world = new CallerWorld(fetch, nodeOf(shape))
      const { calls, ...reply } = replyOf(await world.complete())
      await world.complete(after({ role: 'assistant', content: '', ...reply, calls }))
      const [, , assistant] = fetch.sent[1]?.body.messages as WireAssistant[]
      if (shape === 'deepseek') expect(assistant?.reasoning_content).toBe(thinking)
      const signature = assistant?.tool_calls[0]?.extra_content?.google.thought_signature
      expect(signature).toBe(shape === 'gemini' ? 'c2lnbmF0dXJl' : undefined)
    }
  })

  it('sends the blocks of reasoning of OpenRouter back as they came, whole and unread', async () => {
    const text = { type: 'reasoning.text', index: 0, format: 'anthropic-claude-v1' }
    const pieces = [
      { ...text, text: 'First ' },
      { ...text, text: 'I look.' },
      { ...text, signature: 'c2ln' },
      { type: 'reasoning.encrypted', data: 'b3BhcXVl', id: 'rs_1', index: 1 },
      { type: 'reasoning.encrypted', data: 'b3RoZXI=', id: 'rs_2', index: 1 },
    ]
    const chunks = pieces.map((piece) => ({ choices: [{ delta: { reasoning_details: [piece] } }] }))
    const events = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
    const fetch = scriptedFetch(streaming(events.join('') + sseBody('openrouter', { calls: CALLS })))
    const world = new CallerWorld(fetch, nodeOf('openrouter'))
    const { calls, ...reply } = replyOf(await world.complete())
    await world.complete(after({ role: 'assistant', content: '', ...reply, calls }))
    const [, , assistant] = fetch.sent[1]?.body.messages as WireAssistant[]
    const whole = { ...text, text: 'First I look.', signature: 'c2ln' }
    expect(assistant?.reasoning_details).toEqual([whole, ...pieces.slice(3)])
    expect(assistant?.tool_calls.some((call) => 'extra_content' in call)).toBe(false)
  })

  it('keeps parallel calls apart that carry no index, the same index, no id or the same id', async () => {
    const chunk = (tool_calls: object[]): string =>
      `data: ${JSON.stringify({ choices: [{ delta: { tool_calls }, finish_reason: null }] })}\n\n`
    const call = (name: string, extra: object): object => ({
      function: { name, arguments: `{"a":"${name}"}` },
      ...extra,
    })
    const bodies = [
      chunk([call('one', {})]) + chunk([call('two', {})]),
      chunk([call('one', { index: 0, id: 'a' })]) + chunk([call('two', { index: 0, id: 'b' })]),
      chunk([call('one', { index: 0, id: '' }), call('two', { index: 1, id: '' })]),
      chunk([call('one', { index: 0, id: 'same' }), call('two', { index: 1, id: 'same' })]),
    ]
    for (const body of bodies) {
      const fetch = scriptedFetch(streaming(`${body}data: [DONE]\n\n`))
      const { calls } = replyOf(await new CallerWorld(fetch).complete())
      expect(calls.map(({ name }) => name)).toEqual(['one', 'two'])
      expect(calls.map((made) => made.arguments)).toEqual(['{"a":"one"}', '{"a":"two"}'])
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
    }
  })

  it('makes ids up that stay apart from those of earlier turns', async () => {
    const parts = { function: { name: 'x', arguments: '{}' } }
    const body = `data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [parts] } }] })}\n\ndata: [DONE]\n\n`
    const world = new CallerWorld(scriptedFetch(streaming(body)))
    const first = replyOf(await world.complete()).calls
    const second = replyOf(
      await world.complete(after({ role: 'assistant', content: '', calls: first })),
    ).calls
    expect(second[0]?.id).not.toBe(first[0]?.id)
  })

  it('streams the words a few times a second', async () => {
    const world = new CallerWorld(scriptedFetch(streaming(sseBody('openai', { words: WORDS }))))
    await world.complete()
    expect(world.texts.length).toBeGreaterThan(0)
    expect(WORDS.startsWith(world.texts[0]!)).toBe(true)
  })
})

describe('the request', () => {
  const sentBy = async (node: ReturnType<typeof nodeOf>, request: CompletionRequest = REQUEST) => {
    const fetch = scriptedFetch(streaming(sseBody('openai', { words: 'ok' })))
    await new CallerWorld(fetch, node).complete(request)
    return fetch.sent[0]!
  }

  it('carries the key in its header and nothing of the client library', async () => {
    const { url, init, headers, body } = await sentBy(nodeOf('openai'))
    expect(url).toBe('https://api.openai.com/v1/chat/completions')
    expect([...headers.keys()].sort()).toEqual(['accept', 'authorization', 'content-type'])
    expect(headers.get('authorization')).toBe(`Bearer ${KEY}`)
    expect(JSON.stringify(body)).not.toContain(KEY)
    expect(init).toMatchObject({ redirect: 'error', credentials: 'omit', referrerPolicy: 'no-referrer' })
  })

  it('speaks the dialect of the provider', async () => {
    const openai = (await sentBy(nodeOf('openai'))).body
    expect(openai).toMatchObject({
      model: 'gpt-5-nano',
      max_completion_tokens: 1000,
      reasoning_effort: 'low',
    })
    expect(openai).not.toHaveProperty('temperature')
    expect(openai).not.toHaveProperty('tool_choice')
    const openrouter = (await sentBy(nodeOf('openrouter', { effort: 'high' }))).body
    expect(openrouter).toMatchObject({ max_tokens: 1000, reasoning: { effort: 'high' } })
    const anthropic = await sentBy(nodeOf('anthropic', { temperature: 0.5 }))
    expect(anthropic.headers.get('anthropic-dangerous-direct-browser-access')).toBe('true')
    expect(anthropic.body).toMatchObject({ max_tokens: 1000, temperature: 0.5 })
    expect(anthropic.body).not.toHaveProperty('reasoning_effort')
    const last = await sentBy(nodeOf('openai'), { ...REQUEST, toolChoice: 'none' })
    expect(last.body).toMatchObject({ tool_choice: 'none' })
  })

  it('asks a model on this machine without a key', async () => {
    const fetch = scriptedFetch(streaming(sseBody('ollama', { words: 'ok' })))
    const world = new CallerWorld(fetch, nodeOf('ollama'))
    await world.until(
      world.caller.complete(world.node, REQUEST, LABELS_OF_NOBODY, undefined, {
        signal: new AbortController().signal,
        onText: () => undefined,
      }),
    )
    expect(fetch.sent[0]?.headers.has('authorization')).toBe(false)
  })

  it('goes nowhere without a key, or to another origin than the bound one', async () => {
    const fetch = scriptedFetch(streaming(sseBody('openai', { words: 'ok' })))
    const { caller } = new CallerWorld(fetch)
    const watch = { signal: new AbortController().signal, onText: () => undefined }
    const ask = (node: ReturnType<typeof nodeOf>, key?: string) =>
      caller.complete(node, REQUEST, LABELS_OF_NOBODY, key, watch)
    expect(faultIn(await ask(nodeOf('openai'))).kind).toBe('no-key')
    expect(faultIn(await ask(nodeOf('deepseek'), KEY)).kind).toBe('bad-request')
    expect(fetch.sent).toHaveLength(0)
  })
})

describe('a model that does not take a part of the request', () => {
  const rejecting = (parameter: string, message: string) =>
    scriptedFetch(({ body }) =>
      parameter in body
        ? refusing(400, errorBody('openai', 400, 'unsupported_parameter', message, parameter))
        : streaming(sseBody('openai', { words: 'ok' })),
    )

  it.each([
    ['reasoning_effort', 'Unrecognized request argument supplied: reasoning_effort'],
    ['temperature', "Unsupported value: 'temperature' does not support 0.5 with this model."],
    ['stream_options', 'stream_options: Extra inputs are not permitted'],
    ['max_completion_tokens', "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead."],
    ['tool_choice', 'tool_choice is not supported'],
  ])('is asked again without %s, and never again with it', async (parameter, message) => {
    const fetch = rejecting(parameter, message)
    const world = new CallerWorld(fetch, nodeOf('openai', { temperature: 0.5 }))
    const request: CompletionRequest = { ...REQUEST, toolChoice: 'none' }
    expect(replyOf(await world.complete(request)).words).toBe('ok')
    expect(fetch.sent).toHaveLength(2)
    await world.complete(request)
    expect(fetch.sent.map(({ body }) => parameter in body)).toEqual([true, false, false])
  })

  it('is sent the part again when leaving it out did not help', async () => {
    const complaint = errorBody(
      'deepseek',
      400,
      'invalid_request_error',
      'reasoning_content must be passed back',
    )
    const fetch = scriptedFetch(refusing(400, complaint))
    const world = new CallerWorld(fetch, nodeOf('deepseek'))
    const request = after({
      role: 'assistant',
      content: '',
      calls: [{ id: 'a', name: 'x', arguments: '{}' }],
    })
    await world.complete(request)
    await world.complete(request)
    const echoed = fetch.sent.map(({ body }) => JSON.stringify(body).includes('reasoning_content'))
    expect(echoed).toEqual([true, false, true, false])
  })

  it('is not asked for ever', async () => {
    const body = errorBody('openai', 400, 'invalid_request_error', 'temperature, stream_options, tool_choice')
    const fetch = scriptedFetch(refusing(400, body))
    const completion = await new CallerWorld(fetch, nodeOf('openai', { temperature: 1 })).complete()
    expect(faultIn(completion).kind).toBe('bad-request')
    expect(fetch.sent.length).toBeLessThanOrEqual(3)
  })
})

interface WireAssistant {
  readonly reasoning_content?: string
  readonly reasoning_details?: readonly object[]
  readonly tool_calls: readonly {
    readonly extra_content?: { readonly google: { readonly thought_signature: string } }
  }[]
}

const LABELS_OF_NOBODY = {
  ...{ project: 'arena', cost_center: 'test', owner: 'nobody', data_classification: 'public' as const },
  ...{ strategy_id: 'none', agent_run_id: 'none' },
}

function after(
  assistant: Extract<CompletionRequest['messages'][number], { role: 'assistant' }>,
): CompletionRequest {
  const answers = assistant.calls.map(({ id }) => ({ role: 'tool' as const, callId: id, content: 'done' }))
  return { ...REQUEST, messages: [...REQUEST.messages, assistant, ...answers] }
}
