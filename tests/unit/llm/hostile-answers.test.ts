import { describe, expect, it } from 'vitest'
import type { Completion } from '$lib/llm/completion'
import { KeyCutter } from '$lib/llm/sdk/key-cutter'
import { refusalOf } from '$lib/llm/sdk/refusal'
import { type Scripted, refusing, scriptedFetch, streaming } from '../../fixtures/llm/scripted-fetch'
import { CallerWorld, KEY, REQUEST, faultIn, nodeOf, replyOf } from './caller-world'

/** Pieces as large as a network's, so that a long answer is read in reasonable time. */
const PIECE = 16_384
const LONGEST_TEXT = 65_536

const ask = (...answers: readonly [Scripted, ...Scripted[]]): Promise<Completion> =>
  new CallerWorld(scriptedFetch(...answers)).complete()

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`
const said = (delta: object, finish: string | null = null, rest: object = {}): string =>
  event({ choices: [{ index: 0, delta, finish_reason: finish }], ...rest })
const stream = (...events: readonly string[]): Response =>
  streaming(`${events.join('')}data: [DONE]\n\n`, PIECE)

describe('a reason for the end that is no reason', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'no such word'])(
    '%s',
    async (finish) => {
      const reply = replyOf(await ask(stream(said({ content: 'I hold.' }), said({}, finish))))
      expect(reply).toEqual({ words: 'I hold.', calls: [], finish: 'stop' })
      expect(structuredClone(reply)).toEqual(reply)
    },
  )
})

describe('token counts beyond belief', () => {
  it.each([
    [{ prompt_tokens: Number.MAX_SAFE_INTEGER, completion_tokens: Number.MAX_SAFE_INTEGER }],
    [{ prompt_tokens: 1e300, completion_tokens: 1 }],
    [{ prompt_tokens: 10_000_001, completion_tokens: 1 }],
    [{ prompt_tokens: 100, completion_tokens: -5 }],
    [{ prompt_tokens: 0, completion_tokens: 0 }],
  ])('%j are replaced by our estimate', async (usage) => {
    const { usage: charged, cost } = await ask(stream(said({ content: 'I hold.' }, 'stop', { usage })))
    expect(charged.estimated).toBe(true)
    expect(charged.input).toBeGreaterThan(0)
    expect(charged.input).toBeLessThan(1000)
    expect(cost > 0n).toBe(true)
  })

  it('leave the sum over all attempts a whole number', async () => {
    const usage = { prompt_tokens: 10_000_000, completion_tokens: 10_000_000, total_tokens: 2 ** 53 }
    const cut = streaming(said({ content: 'I' }, null, { usage }))
    const { usage: charged } = await ask(cut, cut, cut)
    expect(charged).toMatchObject({ input: 30_000_000, output: 30_000_000 })
  })
})

describe('an answer without measure', () => {
  it('of words ends as one that was cut', async () => {
    const words = 'I hold. '.repeat(200)
    const reply = replyOf(await ask(stream(...Array.from({ length: 300 }, () => said({ content: words })))))
    expect(reply.finish).toBe('length')
    expect(reply.words).toHaveLength(LONGEST_TEXT)
  })

  it('of thoughts loses the end of them and nothing else', async () => {
    const thought = said({ reasoning_content: 'Hm. '.repeat(1000) })
    const thoughts = Array.from({ length: 100 }, () => thought)
    const reply = replyOf(await ask(stream(...thoughts, said({ content: 'I hold.' }, 'stop'))))
    expect(reply).toMatchObject({ words: 'I hold.', finish: 'stop' })
    expect(reply.thinking).toHaveLength(LONGEST_TEXT)
  })

  it('of blocks of reasoning has none of them', async () => {
    const tool_calls = [{ index: 0, id: 'a', function: { name: 'x', arguments: '{}' } }]
    for (const [count, size] of [
      [200, 10],
      [10, 10_000],
    ] as const) {
      const block = { type: 'reasoning.encrypted', data: 'x'.repeat(size) }
      const blocks = Array.from({ length: count }, () => said({ reasoning_details: [block] }))
      const reply = replyOf(await ask(stream(...blocks, said({ tool_calls }, 'tool_calls'))))
      expect(reply.calls).toEqual([{ id: 'a', name: 'x', arguments: '{}' }])
    }
  })

  it('of a call’s arguments ends as one that was cut', async () => {
    const begun = { index: 0, id: 'a', function: { name: 'execute_trade', arguments: '{"quantity":' } }
    const more = { index: 0, function: { arguments: '0'.repeat(10_000) } }
    const parts = [begun, ...Array.from({ length: 100 }, () => more)]
    const { calls, finish } = replyOf(await ask(stream(...parts.map((part) => said({ tool_calls: [part] })))))
    expect(finish).toBe('length')
    expect(calls[0]?.arguments).toHaveLength(16_384)
  })

  it('of all calls’ arguments together ends as one that was cut', async () => {
    const call = (index: number): object => ({
      ...{ index, id: `c${index}` },
      function: { name: 'x', arguments: 'a'.repeat(16_000) },
    })
    const parts = Array.from({ length: 20 }, (_, index) => said({ tool_calls: [call(index)] }))
    const { calls, finish } = replyOf(await ask(stream(...parts)))
    expect(finish).toBe('length')
    expect(calls.reduce((sum, { arguments: input }) => sum + input.length, 0)).toBe(LONGEST_TEXT)
  })

  it('of ids and names is shortened', async () => {
    const [long, other] = ['i'.repeat(5000), 'j'.repeat(5000)]
    const calls = [long, other].map((id, index) => ({ index, id, function: { name: id, arguments: '{}' } }))
    const reply = replyOf(await ask(stream(said({ tool_calls: calls }, 'tool_calls'))))
    expect(reply.calls).toHaveLength(2)
    expect(new Set(reply.calls.map(({ id }) => id)).size).toBe(2)
    for (const { id, name } of reply.calls) expect(Math.max(id.length, name.length)).toBeLessThanOrEqual(128)
  })

  it.each([65, 100_000])('of %i calls is none, at once or one by one', async (count) => {
    const calls = Array.from({ length: count }, (_, index) => ({
      ...{ index, id: `c${index}`, function: { name: 'execute_trade', arguments: '{}' } },
    }))
    expect(faultIn(await ask(stream(said({ tool_calls: calls }, 'tool_calls')))).kind).toBe('malformed')
    const events = calls.slice(0, 200).map((call) => said({ tool_calls: [call] }))
    expect(faultIn(await ask(stream(...events))).kind).toBe('malformed')
  })

  it('of 64 calls is whole', async () => {
    const calls = Array.from({ length: 64 }, (_, index) => ({
      index,
      function: { name: 'x', arguments: '{}' },
    }))
    expect(replyOf(await ask(stream(said({ tool_calls: calls }, 'tool_calls')))).calls).toHaveLength(64)
  })

  it('of bytes is none, and what was streamed is charged', async () => {
    const comment = `: ${'x'.repeat(1000)}\n\n`
    const completion = await ask(stream(said({ content: 'I' }), comment.repeat(3000), said({}, 'stop')))
    expect(faultIn(completion).kind).toBe('malformed')
    expect(completion.usage.estimated).toBe(true)
    expect(completion.usage.input).toBeGreaterThan(0)
  })

  it('of bytes is taken when so many tokens were asked for', async () => {
    const events = Array.from({ length: 3000 }, () =>
      said({ reasoning: 'x' }, null, { pad: 'x'.repeat(1000) }),
    )
    const body = stream(...events, said({ content: 'I hold.' }, 'stop'))
    const world = new CallerWorld(scriptedFetch(body))
    expect(replyOf(await world.complete({ ...REQUEST, maxOutputTokens: 8192 })).words).toBe('I hold.')
  })

  it('in one line of 14 MB is read once, not anew with every piece', async () => {
    const line = stream(said({ content: 'a '.repeat(7_000_000) }), said({}, 'stop'))
    const world = new CallerWorld(scriptedFetch(line))
    expect(replyOf(await world.complete({ ...REQUEST, maxOutputTokens: 16_384 })).finish).toBe('length')
  })

  it('nested without end is none', async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
    const call = `{"choices":[{"delta":{"tool_calls":[{"function":{"name":"x","arguments":${deep}}}]}}]}`
    expect(faultIn(await ask(stream(`data: ${call}\n\n`))).kind).toBe('malformed')
  })

  it('is told by its last words while it streams', async () => {
    const words = `${'x'.repeat(10_000)} the end`
    const world = new CallerWorld(scriptedFetch(stream(said({ content: words }, 'stop'))))
    await world.complete()
    expect(world.texts.map((text) => text.length)).toEqual([2000])
    expect(world.texts[0]).toMatch(/the end$/)
  })
})

describe('the end mark', () => {
  it('is one only where a line begins', async () => {
    const words = 'They end with data: [DONE] I am told.'
    for (const piece of [1, 3, 14, 37, 41, 53]) {
      const body = `${said({ content: words })}${said({ content: ' Yes.' }, 'stop')}data: [DONE]\n\n`
      expect(replyOf(await ask(streaming(body, piece))).words).toBe(`${words} Yes.`)
    }
  })

  it('is seen with any line end and without a blank line after it', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const body = `${said({ content: 'I hold.' })}data: [DONE]`.replaceAll('\n', end)
      for (const piece of [1, 5, 1000])
        expect(replyOf(await ask(streaming(body, piece))).words).toBe('I hold.')
    }
  })
})

describe('an error text without measure', () => {
  const TEXTS = ['a'.repeat(150_000), '*'.repeat(150_000), 'a*'.repeat(75_000), 'model '.repeat(25_000)]

  it.each(TEXTS.map((text) => [text.slice(0, 9), text] as const))('%s…', async (_name, message) => {
    for (const answer of [
      refusing(400, { error: { message } }),
      refusing(400, { error: { message: 'Provider returned error', metadata: { raw: message } } }),
      stream(event({ error: { code: 400, message } })),
    ]) {
      expect(faultIn(await ask(answer)).sentence.length).toBeLessThan(500)
    }
  })

  it('is not kept whole', () => {
    const refusal = refusalOf({ error: { message: 'm'.repeat(150_000), code: 'c'.repeat(150_000) } })
    expect(refusal.message.length + refusal.clues.length).toBeLessThan(10_000)
  })

  it('shows no key, masked or whole, near where it is cut', () => {
    const cutter = new KeyCutter(KEY)
    for (const before of [150, 199, 960, 980, 999]) {
      expect(
        cutter.quote(`${' '.repeat(before)}${KEY} and ${KEY.slice(0, 8)}***${KEY.slice(-4)}`),
      ).not.toMatch(/CANARY|\*{3}/)
    }
  })
})

describe('a time to wait without measure', () => {
  it.each([
    { 'retry-after': 'Sat, 13 Sep 275760 00:00:00 GMT' },
    { 'retry-after': '999999999' },
    { 'retry-after-ms': '999999999.9' },
  ])('%j ends the call at once', async (headers) => {
    const completion = await ask(refusing(429, { error: { message: 'Slow down.' } }, headers))
    expect(faultIn(completion)).toMatchObject({ kind: 'rate-limited' })
    expect(faultIn(completion).sentence).toContain('for a day or longer')
    expect(completion.attempts).toBe(1)
  })
})

it('never rejects, whatever its watcher does', async () => {
  const { caller, clock } = new CallerWorld(scriptedFetch(stream(said({ content: 'I hold.' }, 'stop'))))
  const labels = { ...LABELS_OF_NOBODY }
  const watch = {
    signal: new AbortController().signal,
    onText: () => undefined,
    onForm: () => {
      throw new Error('a defect')
    },
  }
  const completion = await caller.complete(nodeOf('openai'), REQUEST, labels, KEY, watch)
  expect(faultIn(completion).kind).toBe('malformed')
  expect(completion.cost > 0n).toBe(true)
  expect(clock.pendingTimers).toBe(0)
})

const LABELS_OF_NOBODY = {
  ...{ project: 'arena', cost_center: 'test', owner: 'nobody', data_classification: 'public' as const },
  ...{ strategy_id: 'none', agent_run_id: 'none' },
}
