import { describe, expect, it } from 'vitest'
import { testNode } from '$lib/llm/sdk/node-test'
import { type Scripted, refusing, scriptedFetch, streaming } from '../../fixtures/llm/scripted-fetch'
import { errorBody, sseBody, wholeBody } from '../../fixtures/llm/shapes'
import { CallerWorld, KEY, nodeOf } from './caller-world'

const CALL = { calls: [{ name: 'report_number', arguments: '{"number":42}' }] }

const run = async (answer: Scripted, key: string | undefined = KEY) => {
  const world = new CallerWorld(scriptedFetch(answer))
  const test = await world.until(testNode(world.caller, world.node, key))
  return {
    ok: test.ok,
    ...Object.fromEntries(test.findings.map(({ subject, verdict }) => [subject, verdict])),
  }
}

const ALL_GOOD = {
  reach: 'good',
  key: 'good',
  model: 'good',
  tools: 'good',
  streaming: 'good',
  usage: 'good',
}

describe('the test of a chat node', () => {
  it('finds all well', async () => {
    expect(await run(streaming(sseBody('openai', CALL)))).toEqual({ ok: true, ...ALL_GOOD })
  })

  it('tells a model without tools from one that calls them', async () => {
    const words = streaming(sseBody('openai', { words: '42' }))
    expect(await run(words)).toMatchObject({ ok: false, model: 'good', tools: 'bad' })
  })

  it('takes an answer in one piece and without usage, and says so', async () => {
    const whole = new Response(wholeBody('openai', { ...CALL, usage: 'missing' }))
    expect(await run(whole)).toEqual({ ok: true, ...ALL_GOOD, streaming: 'unknown', usage: 'unknown' })
  })

  it('says what works although the rest does not', async () => {
    const refused = refusing(404, errorBody('openai', 404, 'model_not_found', 'No such model.'))
    expect(await run(refused)).toMatchObject({
      ok: false,
      reach: 'good',
      key: 'good',
      model: 'bad',
      tools: 'unknown',
    })
    expect(await run('unreachable')).toMatchObject({ ok: false, reach: 'bad', key: 'unknown' })
  })

  it('needs a key where one is needed', async () => {
    const world = new CallerWorld(scriptedFetch('unreachable'), nodeOf('openai'))
    const { ok, findings } = await world.until(testNode(world.caller, world.node, undefined))
    expect(ok).toBe(false)
    expect(findings.find(({ subject }) => subject === 'key')).toMatchObject({ verdict: 'bad' })
  })
})
