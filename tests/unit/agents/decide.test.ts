import { describe, expect, it } from 'vitest'
import type { Brain } from '$lib/agents/brain'
import { type DecisionSetting, decide } from '$lib/agents/decide'
import { arenaTools } from '$lib/agents/tools/arena-tools'
import { durationMs } from '$lib/core/time'
import type { SignalOutcome } from '$lib/engine/events'
import { VirtualClock, settled } from '../../fixtures/virtual-clock'
import { FakeHost, PRODUCTS, ScriptedBrain, agentTick, buyCall, calling, closing, filled } from './fixtures'

function setting(overrides: Partial<DecisionSetting> = {}) {
  const clock = new VirtualClock()
  const host = new FakeHost()
  const abandon = new AbortController().signal
  const bounds = { turns: 6, toolCalls: 8, trades: 5 }
  return { tools: arenaTools(PRODUCTS, false), host, clock, bounds, abandon, ...overrides }
}

const never = <T>(): Promise<T> => new Promise(() => {})

describe('a decision', () => {
  it('runs the calls of each turn in order and hands the replies back', async () => {
    const brain = new ScriptedBrain([
      calling({ tool: 'calculator', input: { expression: '1 + 1' } }, { tool: 'get_portfolio', input: {} }),
      calling(buyCall('0.5')),
      closing('Bought some. Reasoning: it looked strong.'),
    ])
    const record = await decide(agentTick(), brain, setting())
    expect(record).toMatchObject({
      tick: 7,
      outcome: 'completed',
      response: 'Bought some.',
      reasoning: 'it looked strong.',
    })
    expect(record.problem).toBeUndefined()
    expect(record.exchanges.map((one) => one.tool)).toEqual(['calculator', 'get_portfolio', 'execute_trade'])
    expect(brain.heard.map((replies) => replies.map((one) => one.answer.ok))).toEqual([
      [],
      [true, true],
      [true],
    ])
    expect(record.exchanges[2]).toEqual({
      tool: 'execute_trade',
      input: '{"action":"buy","product_id":"SOL-USD","quantity":"0.5"}',
      output: 'Bought 0.5 SOL-USD @ $131.43 for $65.72 (fee $0.39). Cash remaining: $99,933.89.',
      ok: true,
      after: 0,
    })
  })

  it('numbers the trades it submits from 0, and only those', async () => {
    const host = new FakeHost()
    const brain = new ScriptedBrain([
      calling(buyCall('0.5'), buyCall('-1'), buyCall('0.25')),
      calling(buyCall('1')),
      closing('Done.'),
    ])
    await decide(agentTick(), brain, setting({ host }))
    expect(host.requests.map(({ tick, ordinal, quantity }) => [tick, ordinal, quantity])).toEqual([
      [7, 0, 50_000_000],
      [7, 1, 25_000_000],
      [7, 2, 100_000_000],
    ])
  })

  it('hands on exits and reason as the tool read them', async () => {
    const host = new FakeHost()
    const { input, tool } = buyCall('0.5')
    const call = { tool, input: { ...(input as object), stop_loss: 95, time_stop: 0, reason: ' A bounce. ' } }
    const brain = new ScriptedBrain([calling(call), closing('Done.')])
    await decide(agentTick(), brain, setting({ host, tools: arenaTools(PRODUCTS, true) }))
    expect(host.requests).toEqual([
      {
        tick: 7,
        ordinal: 0,
        product: 2,
        side: 'buy',
        quantity: 50_000_000,
        exits: { stopLoss: 9500, timeStop: 'none' },
        reason: 'A bounce.',
      },
    ])
  })

  it('handles parallel calls one after the other, even when the first is slow', async () => {
    const clock = new VirtualClock()
    const underway: number[] = []
    let open = 0
    const host = new FakeHost(async () => {
      open += 1
      underway.push(open)
      await new Promise<void>((resolve) => clock.after(durationMs(100), resolve))
      open -= 1
      return filled()
    })
    const brain = new ScriptedBrain([calling(buyCall('1'), buyCall('2'), buyCall('3')), closing('Done.')])
    const decided = decide(agentTick(), brain, setting({ clock, host }))
    await clock.advance(1000)
    const record = await decided
    expect(underway).toEqual([1, 1, 1])
    expect(record.exchanges.map((one) => one.after)).toEqual([100, 200, 300])
    expect(record.latency).toBe(300)
  })

  it('stops after the most turns it may take, keeping what was done', async () => {
    const brain = new ScriptedBrain(
      Array.from({ length: 9 }, () => calling({ tool: 'get_portfolio', input: {} })),
    )
    const record = await decide(agentTick(), brain, setting())
    expect(record.outcome).toBe('failed')
    expect(record.problem).toBe('Stopped after 6 turns, the most a decision may take.')
    expect(record.exchanges).toHaveLength(6)
  })

  it('answers calls beyond the bound with a sentence and does not run them', async () => {
    const host = new FakeHost()
    const bounds = { turns: 6, toolCalls: 2, trades: 5 }
    const brain = new ScriptedBrain([calling(buyCall('1'), buyCall('1'), buyCall('1')), closing('Done.')])
    const record = await decide(agentTick(), brain, setting({ host, bounds }))
    expect(host.requests).toHaveLength(2)
    expect(record.exchanges[2]).toMatchObject({
      ok: false,
      output: 'Not run: a decision may make at most 2 tool calls.',
    })
  })

  it('hears no more calls of a turn than it may still make and one, and keeps long texts short', async () => {
    const bounds = { turns: 6, toolCalls: 2, trades: 5 }
    const long = {
      tool: 'calculator',
      input: { expression: '1+'.repeat(50_000) },
      refused: 'No. '.repeat(9000),
    }
    const brain = new ScriptedBrain([
      calling(long, ...Array.from({ length: 10_000 }, () => buyCall('1'))),
      closing('Done.'),
    ])
    const record = await decide(agentTick(), brain, setting({ bounds }))
    expect(record.exchanges.map(({ ok }) => ok)).toEqual([false, true, false])
    expect(record.exchanges[0]?.input).toBe('{}')
    expect(record.exchanges[0]?.output).toHaveLength(16_000)
  })

  it('submits no more trades than allowed', async () => {
    const host = new FakeHost()
    const bounds = { turns: 6, toolCalls: 8, trades: 1 }
    const brain = new ScriptedBrain([calling(buyCall('1'), buyCall('1')), closing('Done.')])
    const record = await decide(agentTick(), brain, setting({ host, bounds }))
    expect(host.requests).toHaveLength(1)
    expect(record.exchanges[1]?.output).toBe('Not traded: a decision may make at most 1 trades.')
  })

  it('counts as failed when the brain throws, at once or later, and keeps what was traded', async () => {
    const brain = new ScriptedBrain([
      calling(buyCall('0.5')),
      () => {
        throw new Error('the model answered nonsense.')
      },
    ])
    const record = await decide(agentTick(), brain, setting())
    expect(record).toMatchObject({
      outcome: 'failed',
      problem: 'The agent could not go on: the model answered nonsense.',
    })
    expect(record.exchanges).toHaveLength(1)
    const broken: Brain = {
      begin: () => {
        throw new Error('no snapshot.')
      },
    }
    expect((await decide(agentTick(), broken, setting())).problem).toBe(
      'The agent could not go on: no snapshot.',
    )
  })
})

describe('a brain that reports on itself', () => {
  const model = {
    ...{ node: 'GPT', modelId: 'm', template: 1, promptHash: 'ff', condensedFrom: 7, wholeFrom: 7 },
    turns: [],
  }
  const accounting = (lines: ConstructorParameters<typeof ScriptedBrain>[0]): Brain => ({
    begin: () => ({ ...new ScriptedBrain(lines).begin(), account: () => model }),
  })

  it('ends in trouble with its own sentence, keeping words and trades', async () => {
    const trouble = {
      type: 'trouble',
      sentence: 'No key is set.',
      words: 'I would sell. Reasoning: why.',
    } as const
    const record = await decide(agentTick(), accounting([calling(buyCall('0.5')), trouble]), setting())
    expect(record).toMatchObject({
      outcome: 'failed',
      problem: 'No key is set.',
      response: 'I would sell.',
      model,
    })
    expect(record.exchanges).toHaveLength(1)
  })

  it('is asked for its account however the decision ends', async () => {
    const clock = new VirtualClock()
    const decided = decide(agentTick(), accounting([() => never()]), setting({ clock }))
    await clock.advance(45_000)
    expect(await decided).toMatchObject({ outcome: 'timed-out', model })
    expect(await decide(agentTick(), new ScriptedBrain([closing('Done.')]), setting())).not.toHaveProperty(
      'model',
    )
  })

  it('may answer a call itself, which then does not run but counts', async () => {
    const host = new FakeHost()
    const bounds = { turns: 6, toolCalls: 1, trades: 5 }
    const refused = { ...buyCall('1'), refused: 'Not run: torn.' }
    const brain = new ScriptedBrain([calling(refused, buyCall('2')), closing('Done.')])
    const record = await decide(agentTick(), brain, setting({ host, bounds }))
    expect(host.requests).toHaveLength(0)
    expect(record.exchanges.map(({ ok, output }) => [ok, output])).toEqual([
      [false, 'Not run: torn.'],
      [false, 'Not run: a decision may make at most 1 tool calls.'],
    ])
  })
})

describe('the end of a decision from outside', () => {
  it('comes by deadline, early enough for its record to count, and a late answer trades nothing', async () => {
    const clock = new VirtualClock()
    const host = new FakeHost()
    let answerLate: () => void = () => {}
    const brain = new ScriptedBrain([
      calling(buyCall('0.5')),
      () => new Promise((resolve) => (answerLate = () => resolve(calling(buyCall('9'))))),
    ])
    const decided = decide(agentTick({ budget: durationMs(45_000) }), brain, setting({ clock, host }))
    await clock.advance(45_000)
    const record = await decided
    answerLate()
    await settled()
    expect(record.outcome).toBe('timed-out')
    expect(record.problem).toBe('Out of time: the decision had 45.0 s. Whatever comes later trades nothing.')
    expect(record.latency).toBe(44_750)
    expect(record.exchanges).toHaveLength(1)
    expect(host.requests).toHaveLength(1)
  })

  it('records a call still on its way, and submits none after it', async () => {
    const clock = new VirtualClock()
    const host = new FakeHost(() => never<SignalOutcome>())
    const brain = new ScriptedBrain([calling(buyCall('1'), buyCall('2'))])
    const decided = decide(agentTick(), brain, setting({ clock, host }))
    await clock.advance(60_000)
    const record = await decided
    expect(record.exchanges).toHaveLength(1)
    expect(record.exchanges[0]).toMatchObject({ tool: 'execute_trade', ok: false })
    expect(record.exchanges[0]?.output).toContain('No answer before the decision ended')
    expect(host.requests).toHaveLength(1)
  })

  it('comes by abandonment, which the brain is told', async () => {
    const abandon = new AbortController()
    let told = false
    const brain = new ScriptedBrain([
      ({ signal }) => {
        signal.addEventListener('abort', () => (told = true))
        return never()
      },
    ])
    const clock = new VirtualClock()
    const decided = decide(agentTick(), brain, setting({ clock, abandon: abandon.signal }))
    await settled()
    abandon.abort()
    const record = await decided
    expect(record).toMatchObject({ outcome: 'abandoned', problem: 'The match closed this decision.' })
    expect(told).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('comes at once when it was abandoned before it began', async () => {
    const abandon = new AbortController()
    abandon.abort()
    const brain = new ScriptedBrain([calling(buyCall('1'))])
    const host = new FakeHost()
    const record = await decide(agentTick(), brain, setting({ host, abandon: abandon.signal }))
    expect(record.outcome).toBe('abandoned')
    expect(host.requests).toHaveLength(0)
    expect(brain.heard).toHaveLength(0)
  })

  it('leaves no timer and no unhandled rejection behind, whatever comes late', async () => {
    const clock = new VirtualClock()
    const brain = new ScriptedBrain([
      () => new Promise((_, reject) => clock.after(durationMs(50_000), () => reject(new Error('too late')))),
    ])
    const decided = decide(agentTick(), brain, setting({ clock }))
    await clock.advance(100_000)
    expect((await decided).outcome).toBe('timed-out')
    expect(clock.pendingTimers).toBe(0)
  })
})
