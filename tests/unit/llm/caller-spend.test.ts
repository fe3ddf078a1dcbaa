import { describe, expect, it } from 'vitest'
import { type Decimal, decimalToString } from '$lib/core/decimal'
import { durationMs, seconds } from '$lib/core/time'
import { costOf, worstCost } from '$lib/llm/budget'
import type { CompletionRequest } from '$lib/llm/completion'
import { lostCompletion } from '$lib/llm/failed-completion'
import { guessInput } from '$lib/llm/token-count'
import {
  type Scripted,
  breaking,
  refusing,
  scriptedFetch,
  stalling,
  streaming,
} from '../../fixtures/llm/scripted-fetch'
import { cutBody, errorBody, errorFrame, sseBody } from '../../fixtures/llm/shapes'
import { CallerWorld, REQUEST, faultIn, nodeOf, replyOf } from './caller-world'

const GOOD = { words: 'I hold.\n\nReasoning: nothing moves.' }
const NODE = nodeOf('openai')
const WORST = worstCost(NODE.prices, REQUEST)
const PROMPT = guessInput(REQUEST)

const ask = async (request: CompletionRequest, ...answers: readonly [Scripted, ...Scripted[]]) => {
  const fetch = scriptedFetch(...answers)
  const completion = await new CallerWorld(fetch, NODE).complete(request)
  return { completion, sent: fetch.sent.length }
}

const times = (amount: Decimal, factor: bigint): Decimal => (amount * factor) as Decimal

describe('a call that ended before its tokens were reported', () => {
  it.each<[string, Scripted]>([
    ['by its deadline before any answer', 'hangs'],
    ['by its deadline before the first byte of one', () => stalling('')],
    ['by its deadline after the first chunk', () => stalling(cutBody('openai', GOOD, 1))],
    ['broken off before the first byte', () => breaking('')],
    ['empty', () => new Response('')],
    ['without an answer', () => streaming('data: [DONE]\n\n')],
  ])('%s, costs its prompt at least', async (_name, answer) => {
    const { completion } = await ask({ ...REQUEST, deadline: seconds(2) }, answer)
    expect(completion.outcome.type).toBe('fault')
    expect(completion.usage.estimated).toBe(true)
    expect(completion.usage.input % PROMPT).toBe(0)
    expect(completion.usage.input).toBeGreaterThanOrEqual(PROMPT)
    expect(completion.cost).toBe(costOf(NODE.prices, completion.usage))
    expect(completion.cost > 0n).toBe(true)
  })

  it('costs its prompt when it was silent', async () => {
    const { completion } = await ask({ ...REQUEST, deadline: seconds(300) }, () => stalling(''))
    expect(faultIn(completion).kind).toBe('silent')
    expect(completion.usage).toMatchObject({ input: PROMPT, output: 0, estimated: true })
  })

  it('costs its prompt and what was streamed when its caller ended it', async () => {
    const abort = new AbortController()
    const world = new CallerWorld(scriptedFetch(() => stalling(cutBody('openai', GOOD, 3))))
    world.clock.after(durationMs(500), () => abort.abort())
    const { usage } = await world.complete(REQUEST, abort.signal)
    expect(usage).toMatchObject({ input: PROMPT, estimated: true })
    expect(usage.output).toBeGreaterThan(0)
  })

  it('costs no more than was set aside, however much was streamed', async () => {
    const long = cutBody('openai', { words: 'I hold. '.repeat(4000) }, 2600)
    const { completion } = await ask({ ...REQUEST, deadline: seconds(2) }, () => stalling(long))
    expect(completion.usage.output).toBe(REQUEST.maxOutputTokens)
    expect(completion.cost <= WORST).toBe(true)
  })

  it.each<[string, Scripted]>([
    ['nobody was reached', 'unreachable'],
    ['it was refused', refusing(400, errorBody('openai', 400, 'invalid_request_error', 'No.'))],
    ['it was refused with a status of 200', streaming(errorFrame('openai', 'invalid_api_key', 'No.'))],
    ['a web page answered', () => new Response('<!doctype html><p>Checking your browser</p>')],
  ])('costs nothing when %s', async (_name, answer) => {
    const { completion } = await ask(REQUEST, answer)
    expect(completion).toMatchObject({ cost: 0n, usage: { input: 0, output: 0, estimated: false } })
  })

  it('costs nothing when it never left', async () => {
    const gone = new AbortController()
    gone.abort()
    const world = new CallerWorld(scriptedFetch('hangs'))
    expect(await world.complete(REQUEST, gone.signal)).toMatchObject({ cost: 0n, usage: { input: 0 } })
  })

  it('costs its prompt when the worker that made it was lost', () => {
    const lost = lostCompletion(NODE, REQUEST, 'The worker was lost.', durationMs(70))
    expect(lost).toMatchObject({ usage: { input: PROMPT, estimated: true }, attempts: 1, latency: 70 })
    expect(faultIn(lost)).toEqual({ kind: 'gateway-lost', sentence: 'The worker was lost.' })
    expect(decimalToString(lost.cost)).toBe(decimalToString(costOf(NODE.prices, lost.usage)))
  })
})

describe('asking again', () => {
  /** An attempt that costs nearly all that one can, and breaks off. */
  const dear = (): Response => {
    const usage = { prompt_tokens: PROMPT, completion_tokens: REQUEST.maxOutputTokens }
    const chunk = { choices: [{ index: 0, delta: { content: 'I' }, finish_reason: null }], usage }
    return breaking(`data: ${JSON.stringify(chunk)}\n\n`)
  }

  it.each([
    [1n, 1],
    [2n, 2],
    [3n, 3],
    [9n, 3],
  ])('with %i times the worst set aside: asked %i times, and never beyond it', async (factor, requests) => {
    const spendable = times(WORST, factor)
    const { completion, sent } = await ask({ ...REQUEST, spendable }, dear)
    expect(sent).toBe(requests)
    expect(completion.cost <= spendable).toBe(true)
    expect(faultIn(completion).kind).toBe('cut-short')
    expect(faultIn(completion).sentence.includes('set aside')).toBe(factor < 3n)
  })

  it('is not held back by refusals, which cost nothing', async () => {
    const busy = refusing(503, errorBody('openai', 503, 'overloaded', 'Busy.'))
    const { completion, sent } = await ask(
      { ...REQUEST, spendable: WORST },
      ...([busy, busy, streaming(sseBody('openai', GOOD))] as const),
    )
    expect(replyOf(completion).words).toBe(GOOD.words)
    expect(sent).toBe(3)
  })

  it('is not begun at all with less than one attempt may cost', async () => {
    const spendable = (WORST - 1n) as Decimal
    const { completion, sent } = await ask({ ...REQUEST, spendable }, dear)
    expect(faultIn(completion).kind).toBe('budget')
    expect(sent).toBe(0)
    expect(completion).toMatchObject({ cost: 0n, attempts: 0 })
  })

  it('costs nothing on this machine, and is done with nothing set aside', async () => {
    const node = nodeOf('ollama')
    const fetch = scriptedFetch(breaking(cutBody('ollama', GOOD, 1)), streaming(sseBody('ollama', GOOD)))
    const completion = await new CallerWorld(fetch, node).complete({
      ...REQUEST,
      spendable: times(WORST, 0n),
    })
    expect(replyOf(completion).words).toBe(GOOD.words)
  })
})
