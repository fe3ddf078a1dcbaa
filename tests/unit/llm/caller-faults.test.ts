import { describe, expect, it } from 'vitest'
import { durationMs, seconds } from '$lib/core/time'
import type { FaultKind } from '$lib/llm/completion'
import {
  type Scripted,
  breaking,
  refusing,
  scriptedFetch,
  stalling,
  streaming,
} from '../../fixtures/llm/scripted-fetch'
import { SHAPES, type ShapeName, cutBody, errorBody, errorFrame, sseBody } from '../../fixtures/llm/shapes'
import { CallerWorld, KEY, LABELS, REQUEST, faultIn, nodeOf, replyOf } from './caller-world'

const GOOD = { words: 'I hold.\n\nReasoning: nothing moves.' }
const good = (shape: ShapeName = 'openai'): Response => streaming(sseBody(shape, GOOD))
const refusal = (
  status: number,
  type: string,
  message: string,
  headers: HeadersInit = {},
  shape: ShapeName = 'openai',
) => refusing(status, errorBody(shape, status, type, message), headers)

const ask = async (answers: readonly [Scripted, ...Scripted[]], shape: ShapeName = 'openai') => {
  const fetch = scriptedFetch(...answers)
  const world = new CallerWorld(fetch, nodeOf(shape))
  return { completion: await world.complete(), sent: fetch.sent.length, world }
}

describe.each(SHAPES)('a refusal in the shape of %s', (shape) => {
  it.each<[number, string, string, FaultKind, number]>([
    [400, 'invalid_request_error', 'Invalid value.', 'bad-request', 1],
    [401, 'invalid_api_key', 'Incorrect API key provided.', 'unauthorized', 1],
    [402, 'insufficient_balance', 'Insufficient Balance', 'no-credit', 1],
    [403, 'unsupported_country_region_territory', 'Country not supported', 'forbidden', 1],
    [404, 'model_not_found', 'The model does not exist.', 'unknown-model', 1],
    [408, 'timeout', 'Request timed out.', 'unavailable', 3],
    [409, 'conflict', 'Conflict.', 'unavailable', 3],
    [429, 'rate_limit_exceeded', 'Rate limit reached.', 'rate-limited', 3],
    [500, 'server_error', 'The server had an error.', 'unavailable', 3],
    [503, 'service_unavailable', 'Overloaded.', 'unavailable', 3],
    [529, 'overloaded_error', 'Overloaded', 'unavailable', 3],
  ])('%i %s is told and retried if that can help', async (status, type, message, kind, requests) => {
    const { completion, sent } = await ask([refusal(status, type, message, {}, shape)], shape)
    const fault = faultIn(completion)
    expect(fault.kind).toBe(kind)
    expect(sent).toBe(requests)
    expect(completion.attempts).toBe(requests)
    expect(fault.sentence).toContain(message)
    expect(fault.sentence).toContain(String(status))
    expect(completion).toMatchObject({ cost: 0n, usage: { input: 0, output: 0 } })
  })

  it('amid the stream is retried', async () => {
    const failed = streaming(
      sseBody(shape, GOOD).split('\n\n').slice(0, 3).join('\n\n') +
        `\n\n${errorFrame(shape, 'server_error', 'The server had an error.')}`,
    )
    const { completion, sent } = await ask([failed, good(shape)], shape)
    expect(replyOf(completion).words).toBe(GOOD.words)
    expect(sent).toBe(2)
  })
})

describe('providers word the same thing in many ways', () => {
  it.each([
    [400, "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens"],
    [400, 'prompt is too long: 210000 tokens > 200000 maximum'],
    [400, 'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).'],
    [400, 'Your input exceeds the context window of this model.'],
    [400, "This model's maximum prompt length is 131072 but the request contains 140000 tokens."],
    [400, 'the request exceeds the available context size. try increasing the context size'],
    [413, 'Request too large for model'],
  ])('a prompt too long: %i %s', async (status, message) => {
    const { completion, sent } = await ask([refusal(status, 'invalid_request_error', message)])
    expect(faultIn(completion).kind).toBe('context-overflow')
    expect(sent).toBe(1)
  })

  it.each<[number, object | string, FaultKind]>([
    [
      429,
      {
        error: {
          message: 'You exceeded your current quota.',
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        },
      },
      'no-credit',
    ],
    [400, { error: { message: 'Your credit balance is too low to access the Anthropic API.' } }, 'no-credit'],
    [
      400,
      [
        {
          error: {
            code: 400,
            message: 'API key not valid. Please pass a valid API key.',
            status: 'INVALID_ARGUMENT',
          },
        },
      ],
      'unauthorized',
    ],
    [
      400,
      { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xai***.' },
      'unauthorized',
    ],
    [400, { error: { message: 'Model Not Exist', type: 'invalid_request_error' } }, 'unknown-model'],
    [403, { code: 'forbidden', error: 'Your team has no credits.' }, 'no-credit'],
    [
      429,
      [
        {
          error: {
            code: 429,
            message: 'You exceeded your current quota, please check your plan.',
            status: 'RESOURCE_EXHAUSTED',
          },
        },
      ],
      'rate-limited',
    ],
    [
      400,
      [
        {
          error: {
            code: 400,
            message: 'User location is not supported for the API use.',
            status: 'FAILED_PRECONDITION',
          },
        },
      ],
      'forbidden',
    ],
    [422, { detail: 'temperature out of range' }, 'bad-request'],
    [401, { error: 'unauthorized' }, 'unauthorized'],
    [500, 'out of memory', 'unavailable'],
  ])('%i %j', async (status, body, kind) => {
    const { completion } = await ask([refusing(status, body)])
    expect(faultIn(completion).kind).toBe(kind)
  })
})

it('quotes what the provider behind OpenRouter said', async () => {
  const raw = JSON.stringify({ error: { message: 'The upstream is on fire.' } })
  const body = { error: { code: 502, message: 'Provider returned error', metadata: { raw } } }
  expect(faultIn((await ask([refusing(502, body)])).completion).sentence).toContain('on fire')
})

describe('what is no answer', () => {
  it.each<[string, () => Response, FaultKind]>([
    ['a web page', () => new Response('<!doctype html><p>Checking your browser</p>'), 'malformed'],
    ['a web page as an error', () => refusing(502, '<html>Bad gateway</html>'), 'unavailable'],
    ['an empty body', () => new Response(''), 'cut-short'],
    ['no body', () => new Response(null), 'cut-short'],
    ['some words', () => new Response('Bad gateway'), 'cut-short'],
    ['garbage in the stream', () => streaming('data: {"choices":[{"delta":\n\n'), 'malformed'],
    ['other JSON', () => new Response('{"status":"ok"}'), 'malformed'],
    ['an end without an answer', () => streaming('data: [DONE]\n\n'), 'malformed'],
  ])('%s', async (_name, make, kind) => {
    const { completion } = await ask([make])
    expect(faultIn(completion).kind).toBe(kind)
    expect(faultIn(completion).sentence).not.toContain('<')
  })

  it('an error that is but a word amid the stream', async () => {
    const { completion } = await ask([streaming('event: error\ndata: {"error":"rate limit exceeded"}\n\n')])
    expect(faultIn(completion)).toMatchObject({ kind: 'rate-limited' })
    expect(faultIn(completion).sentence).toContain('rate limit exceeded')
  })

  it('an error in one piece with a status of 200', async () => {
    const { completion } = await ask([
      () => new Response(JSON.stringify({ error: { code: 429, message: 'Slow down' } })),
    ])
    expect(faultIn(completion).kind).toBe('rate-limited')
  })
})

describe('a connection that breaks', () => {
  it.each([0, 1, 2, 4])('within event %i is tried again as a whole', async (events) => {
    const calls = [{ name: 'execute_trade', arguments: '{"quantity":1}' }]
    const cut = cutBody('openai', { calls }, events)
    for (const broken of [streaming(cut), breaking(cut)]) {
      const { completion, sent } = await ask([() => broken, streaming(sseBody('openai', { calls }))])
      expect(replyOf(completion).calls).toHaveLength(1)
      expect(sent).toBe(2)
    }
  })

  it('before anything came is tried again, and then told', async () => {
    const { completion, sent } = await ask(['unreachable'])
    expect(faultIn(completion)).toMatchObject({ kind: 'unreachable' })
    expect(sent).toBe(3)
    expect((await ask(['unreachable', good()])).completion.outcome.type).toBe('reply')
  })

  it('after the answer said that it ended is none', async () => {
    const whole = sseBody('openai', { ...GOOD, usage: 'missing' }).replace('data: [DONE]\n\n', '')
    const { completion, sent } = await ask([() => breaking(whole)])
    expect(replyOf(completion).words).toBe(GOOD.words)
    expect(sent).toBe(1)
  })

  it('adds up what all attempts used', async () => {
    const usage = '{"choices":[{"delta":{"content":"I"}}],"usage":{"prompt_tokens":10,"completion_tokens":5}}'
    const { completion } = await ask([streaming(`data: ${usage}\n\n`), good()])
    expect(completion.usage).toMatchObject({ input: 1210, output: 155 })
    expect(completion.attempts).toBe(2)
  })
})

describe('time', () => {
  it('waits as long as it is asked to, in seconds, milliseconds or until a date', async () => {
    const start = new CallerWorld(scriptedFetch('unreachable')).clock.now()
    const date = new Date(start + 4000).toUTCString()
    const bodies: HeadersInit[] = [
      { 'retry-after': '4' },
      { 'retry-after-ms': '4000' },
      { 'retry-after': date },
    ]
    for (const headers of bodies) {
      const { completion } = await ask([refusal(429, 'rate_limit_exceeded', 'Slow.', headers), good()])
      expect(completion.outcome.type).toBe('reply')
      expect(completion.latency).toBeGreaterThanOrEqual(4000)
      expect(completion.latency).toBeLessThan(5000)
    }
  })

  it('fails at once when it would have to wait beyond the deadline, and says until when', async () => {
    const { completion, sent } = await ask([
      refusal(429, 'rate_limit_exceeded', 'Slow.', { 'retry-after': '3600' }),
    ])
    expect(faultIn(completion)).toMatchObject({ kind: 'rate-limited' })
    expect(faultIn(completion).sentence).toMatch(/until 13:00:0\d UTC/)
    expect(sent).toBe(1)
    expect(completion.latency).toBeLessThan(1000)
  })

  it('ends at the deadline, whatever hangs', async () => {
    for (const hanging of [
      'hangs',
      () => stalling(''),
      () => stalling(cutBody('openai', GOOD, 2)),
    ] as const) {
      const { completion } = await ask([hanging])
      expect(faultIn(completion).kind).toBe('deadline')
      expect(completion.latency).toBe(45_000)
    }
  })

  it('charges an estimate for an answer that had begun', async () => {
    const { completion } = await ask([() => stalling(cutBody('openai', GOOD, 3))])
    expect(completion.usage).toMatchObject({ estimated: true })
    expect(completion.usage.input).toBeGreaterThan(0)
    expect(completion.cost > 0n).toBe(true)
  })

  it('ends after 60 s without a byte, but not while bytes come', async () => {
    const request = { ...REQUEST, deadline: seconds(300) }
    const silent = new CallerWorld(scriptedFetch(() => stalling(cutBody('openai', GOOD, 2))))
    const completion = await silent.complete(request)
    expect(faultIn(completion).kind).toBe('silent')
    expect(completion.latency).toBe(60_000)
    expect(silent.clock.pendingTimers).toBe(0)
  })

  it('ends when the caller ends it, tells what was spent and leaves no timer', async () => {
    const abort = new AbortController()
    const world = new CallerWorld(scriptedFetch(() => stalling(cutBody('openai', GOOD, 3))))
    world.clock.after(durationMs(2000), () => {
      abort.abort()
    })
    const completion = await world.complete(REQUEST, abort.signal)
    expect(faultIn(completion).kind).toBe('aborted')
    expect(completion.latency).toBe(2000)
    expect(completion.usage.estimated).toBe(true)
    expect(world.clock.pendingTimers).toBe(0)
  })

  it('does not wait for a connection that stays open after the end mark', async () => {
    const { completion } = await ask([() => stalling(sseBody('openai', GOOD))])
    expect(replyOf(completion).words).toBe(GOOD.words)
    expect(completion.latency).toBeLessThan(1000)
  })

  it('counts the wait in the queue, and serves agents in turn', async () => {
    const slow = scriptedFetch(() => stalling(cutBody('openai', GOOD, 2)))
    const world = new CallerWorld(slow, nodeOf('openai', { maxConcurrent: 1 }))
    const watch = { signal: new AbortController().signal, onText: () => undefined }
    const request = { ...REQUEST, deadline: seconds(10) }
    const both = Promise.all([
      world.caller.complete(world.node, request, LABELS, KEY, watch),
      world.caller.complete(world.node, { ...request, deadline: seconds(5) }, LABELS, KEY, watch),
    ])
    const [first, second] = await world.until(both)
    expect(first).toMatchObject({ attempts: 1, queued: 0 })
    expect(second).toMatchObject({ attempts: 0, queued: 5000, latency: 5000 })
    expect(faultIn(second).kind).toBe('deadline')
  })
})

describe('the key', () => {
  it('appears in nothing that comes back, though a server repeats it everywhere', async () => {
    const echo = `${KEY} Bearer ${KEY}`
    const answers: Scripted[] = [
      ...[400, 401, 403, 404, 429, 500].map((status) => refusal(status, 'error', `No: ${echo}`)),
      refusing(401, `plain ${echo}`),
      streaming(errorFrame('openai', 'server_error', echo)),
      streaming(
        sseBody('openai', { words: `You sent ${echo}!`, calls: [{ name: 'x', arguments: `"${KEY}"` }] }),
      ),
      streaming(sseBody('deepseek', { words: 'ok', thinking: echo })),
    ]
    for (const answer of answers) {
      const { completion, world } = await ask([answer], 'deepseek')
      const seen = JSON.stringify({ ...completion, cost: '', texts: world.texts })
      expect(seen).not.toContain('CANARY')
    }
  })
})
