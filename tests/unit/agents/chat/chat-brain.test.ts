import { describe, expect, it } from 'vitest'
import type { CompletionRequest } from '$lib/llm/completion'
import { durationMs } from '$lib/core/time'
import { VirtualClock, settled } from '../../../fixtures/virtual-clock'
import {
  DECISIONS,
  ModelHost,
  buys,
  call,
  chatTick,
  decides,
  fails,
  memoryOf,
  replies,
  says,
} from './chat-fixtures'

const ending = 'Bought a little. Reasoning: it rose.'

describe('a language model’s decision', () => {
  it('runs its calls in order, hands each answer back under its id, and ends with words and reasoning', async () => {
    const [look, buy] = [call('get_portfolio', ''), buys(0.5)]
    const host = new ModelHost([replies('Let me look.', [look, buy]), says(ending)])
    const record = await decides({ host })
    expect(record).toMatchObject({
      outcome: 'completed',
      response: 'Bought a little.',
      reasoning: 'it rose.',
    })
    expect(record.exchanges.map((one) => [one.tool, one.ok])).toEqual([
      ['get_portfolio', true],
      ['execute_trade', true],
    ])
    const [, second] = host.asked
    expect(second?.messages.slice(-3)).toMatchObject([
      {
        role: 'assistant',
        content: 'Let me look.',
        calls: [{ id: look.id, arguments: '{}' }, { id: buy.id }],
      },
      { role: 'tool', callId: look.id },
      { role: 'tool', callId: buy.id, content: record.exchanges[1]?.output },
    ])
  })

  it('asks with the tools, the answer length and the time that is left', async () => {
    const clock = new VirtualClock()
    const host = new ModelHost([
      async () => {
        await new Promise<void>((resolve) => clock.after(durationMs(10_000), resolve))
        return replies('', [call('get_portfolio', {})])
      },
      says(ending),
    ])
    const decided = decides({ host, clock })
    await clock.advance(10_000)
    await decided
    expect(host.asked.map(({ deadline }) => deadline)).toEqual([44_750, 34_750])
    expect(host.asked[0]).toMatchObject({ maxOutputTokens: 4096, toolChoice: 'auto' })
    expect(host.asked[0]?.tools.map(({ name }) => name)).toEqual([
      'execute_trade',
      'get_portfolio',
      'calculator',
    ])
  })

  it('answers calls beyond the limit with one refusal that stands for all of them', async () => {
    const many = Array.from({ length: 1000 }, () => call('calculator', { expression: '1+1' }))
    const host = new ModelHost([replies('', many), replies('', many), says(ending)])
    const record = await decides({ host })
    expect(record.outcome).toBe('completed')
    expect(record.exchanges.length).toBe(DECISIONS.toolCalls + 2)
    expect(record.exchanges.filter(({ ok }) => ok).length).toBe(DECISIONS.toolCalls)
    expect(record.exchanges[DECISIONS.toolCalls]?.output).toBe(
      'Not run, nor were the 991 calls after it: a decision may make at most 8 tool calls.',
    )
    expect(record.model?.turns.map((turn) => turn.calls.length)).toEqual([9, 1, 0])
    const [, second] = host.asked
    expect(second?.messages.filter(({ role }) => role === 'tool').length).toBe(9)
  })

  it('accounts for every call it made, with what it was asked and what it took', async () => {
    const host = new ModelHost([
      replies('Looking.', [call('get_portfolio', {})], 'tool-calls', { thinking: 'Hm.' }),
      fails('rate-limited', 'GPT is busy. Try again later.'),
    ])
    const { model, outcome, problem } = await decides({ host })
    expect(outcome).toBe('failed')
    expect(problem).toBe('GPT is busy. Try again later.')
    expect(model).toMatchObject({ node: 'GPT', modelId: 'gpt-5-nano', condensedFrom: 7, wholeFrom: 7 })
    expect(model?.promptHash).toMatch(/^[0-9a-f]{64}$/)
    expect(
      model?.turns.map(({ words, thinking, ending: end, cost }) => [words, thinking, end, cost]),
    ).toEqual([
      ['Looking.', 'Hm.', 'tool-calls', '0.0001'],
      ['', undefined, 'rate-limited', '0.0001'],
    ])
  })

  it('echoes thoughts and signatures within the decision', async () => {
    const signed = call('get_portfolio', {}, 'opaque')
    const host = new ModelHost([replies('', [signed], 'tool-calls', { thinking: 'Think.' }), says(ending)])
    await decides({ host })
    expect(host.asked[1]?.messages.at(-2)).toMatchObject({
      thinking: 'Think.',
      calls: [{ signature: 'opaque' }],
    })
  })

  it('must end in words on its last turn, and calls made there do not run', async () => {
    const decisions = { ...DECISIONS, turns: 2 }
    const host = new ModelHost([replies('', [buys(1)]), replies('', [buys(2)])])
    const record = await decides({ host, decisions })
    expect(host.asked.map(({ toolChoice }) => toolChoice)).toEqual(['auto', 'none'])
    expect(host.requests).toHaveLength(1)
    expect(record.exchanges[1]).toMatchObject({ ok: false, output: expect.stringContaining('last turn') })
    expect(record.problem).toBe('Stopped after 2 turns, the most a decision may take.')
  })

  it('may act on its only turn', async () => {
    const host = new ModelHost([replies('', [buys(1)])])
    await decides({ host, decisions: { ...DECISIONS, turns: 1 } })
    expect(host.asked[0]?.toolChoice).toBe('auto')
    expect(host.requests).toHaveLength(1)
  })
})

describe('what comes wrong from a model', () => {
  it('sends broken arguments back once, then refuses them; neither trades', async () => {
    const broken = () => call('execute_trade', '{"product_id": "SOL-USD", "quantity": 1')
    const host = new ModelHost([replies('', [broken()]), replies('', [broken()]), says(ending)])
    const record = await decides({ host })
    expect(host.requests).toHaveLength(0)
    expect(record.exchanges.map(({ output }) => output)).toEqual([
      expect.stringMatching(/^Not run\. The arguments are no valid JSON.*one valid JSON object\.$/),
      expect.stringMatching(/^Refused: The arguments are no valid JSON/),
    ])
    expect(record.exchanges[0]?.input).toBe(JSON.stringify('{"product_id": "SOL-USD", "quantity": 1'))
    expect(record.outcome).toBe('completed')
  })

  it('never sends broken JSON back to a provider', async () => {
    const host = new ModelHost([replies('', [call('execute_trade', '{"quantity": ')]), says(ending)])
    await decides({ host })
    const echoed = host.asked[1]?.messages.at(-2)
    expect(echoed).toMatchObject({ calls: [{ arguments: '{"unreadable":"{\\"quantity\\": "}' }] })
  })

  it('goes on with a good call beside a broken one', async () => {
    const host = new ModelHost([replies('', [call('calculator', 'nonsense'), buys('0.5')]), says(ending)])
    const record = await decides({ host })
    expect(record.exchanges.map(({ ok }) => ok)).toEqual([false, true])
    expect(host.requests.map(({ ordinal }) => ordinal)).toEqual([0])
  })

  it('tells it of unknown tools and missing fields', async () => {
    const host = new ModelHost([
      replies('', [call('buy_everything', {}), call('execute_trade', { action: 'buy' })]),
      says(ending),
    ])
    const record = await decides({ host })
    expect(record.exchanges.map(({ output }) => output)).toEqual([
      expect.stringContaining('Unknown tool "buy_everything"'),
      expect.stringContaining('Missing product_id, quantity'),
    ])
  })

  it('runs none of the calls of an answer that was cut', async () => {
    const host = new ModelHost([replies('Buying', [buys('0.5'), buys('1')], 'length'), says(ending)])
    const record = await decides({ host })
    expect(host.requests).toHaveLength(0)
    expect(record.exchanges.map(({ output }) => output)).toEqual([
      expect.stringContaining('cut at its length limit'),
      expect.stringContaining('cut at its length limit'),
    ])
    expect(host.asked[1]?.messages.at(-1)).toMatchObject({ role: 'tool' })
  })

  it('keeps closing words that were cut, and says so', async () => {
    const record = await decides({ host: new ModelHost([replies('I hold because', [], 'length')]) })
    expect(record).toMatchObject({ outcome: 'failed', response: 'I hold because' })
    expect(record.problem).toContain('4096 tokens')
  })

  it('asks once more after an empty answer, then ends', async () => {
    const host = new ModelHost([replies('  '), says(ending)])
    expect(await decides({ host })).toMatchObject({ outcome: 'completed', reasoning: 'it rose.' })
    expect(host.asked[1]?.messages.at(-1)).toMatchObject({
      role: 'user',
      content: expect.stringContaining('empty'),
    })
    const silent = await decides({ host: new ModelHost([replies(''), replies('')]) })
    expect(silent).toMatchObject({ outcome: 'failed', problem: expect.stringContaining('nothing, twice') })
    const busy = await decides({ host: new ModelHost([replies('', [buys(1)]), replies(''), replies('')]) })
    expect(busy).toMatchObject({ outcome: 'completed', response: '' })
  })

  it.each([
    ['refusal', 'refused'],
    ['content-filter', 'content filter'],
  ] as const)('ends a %s with a sentence, its words kept and its calls not run', async (finish, said) => {
    const host = new ModelHost([replies('I cannot.', [buys(1)], finish)])
    const record = await decides({ host })
    expect(record).toMatchObject({ outcome: 'failed', response: 'I cannot.' })
    expect(record.problem).toContain(said)
    expect(host.requests).toHaveLength(0)
  })

  it('trades nothing for a reply after the deadline, and says so', async () => {
    const clock = new VirtualClock()
    let answer: () => void = () => {}
    const host = new ModelHost([
      () => new Promise((resolve) => (answer = () => resolve(replies('', [buys(1)])))),
    ])
    const decided = decides({ host, clock })
    await clock.advance(45_000)
    const record = await decided
    answer()
    await settled()
    expect(record.outcome).toBe('timed-out')
    expect(record.problem).toContain(
      'Whatever comes later trades nothing. A longer interval or a faster model helps.',
    )
    expect(record.model?.turns).toEqual([])
    expect(host.requests).toHaveLength(0)
  })
})

describe('a prompt that is too long', () => {
  const history = async (count: number) => {
    const memory = memoryOf()
    for (let tick = 1; tick <= count; tick += 1) {
      await decides({
        host: new ModelHost([says(`Tick ${tick}. Reasoning: r.`)]),
        tick: chatTick(tick),
        memory,
      })
    }
    return memory
  }
  const users = (request: CompletionRequest | undefined) =>
    request?.messages.filter(({ role }) => role === 'user').length

  it('is condensed and asked once more', async () => {
    const memory = await history(3)
    const host = new ModelHost([fails('context-overflow'), says(ending)])
    const record = await decides({ host, tick: chatTick(4), memory })
    expect(record.outcome).toBe('completed')
    expect(host.asked.map(users)).toEqual([4, 2])
    expect(host.asked[1]?.messages[1]?.content).toContain('Tick 3, 12:03: No trade. You: Tick 3. / r.')
    expect(record.model).toMatchObject({ condensedFrom: 1, wholeFrom: 4 })
    expect(record.model?.turns.map((turn) => turn.ending)).toEqual(['context-overflow', 'stop'])
  })

  it('loses its condensed past next, and fails with the provider’s sentence when that is not enough', async () => {
    const memory = await history(2)
    const host = new ModelHost([fails('context-overflow'), fails('context-overflow', 'Too long.')])
    expect(await decides({ host, tick: chatTick(3), memory })).toMatchObject({
      outcome: 'failed',
      problem: 'Too long.',
    })
    const again = new ModelHost([fails('context-overflow'), says(ending)])
    const record = await decides({ host: again, tick: chatTick(4), memory })
    expect(again.asked.map(users)).toEqual([2, 1])
    expect(record.model).toMatchObject({ condensedFrom: 4, wholeFrom: 4 })
  })

  it('is asked only once when there is nothing to leave out', async () => {
    const host = new ModelHost([fails('context-overflow')])
    await decides({ host })
    expect(host.asked).toHaveLength(1)
  })
})
