import { describe, expect, it } from 'vitest'
import type { DecisionRecord } from '$lib/agents/decision'
import { decimal } from '$lib/core/decimal'
import type { MatchConfig } from '$lib/engine/config'
import { type ModelCallOutcome, type OperatorCommand, runIndex } from '$lib/engine/events'
import { EventLog } from '$lib/engine/log/event-log'
import { NO_USAGE } from '$lib/llm/completion'
import { Chronicle } from '$lib/match/view/chronicle'
import { describeStill } from '$lib/match/view/still-view'
import { modelMatchConfig, modelRun, runConfig, runModel } from '../../fixtures/synthetic-match'
import { at, ms, openJournal, recordOf } from './fixtures'

const RUN = runIndex(0)

function openModelMatch(config: MatchConfig = modelMatchConfig()) {
  const followers: Chronicle[] = []
  const opened = openJournal(config, (step, decision) => {
    for (const follower of followers) follower.follow(step, decision)
  })
  const chronicle = new Chronicle(opened.engine)
  followers.push(chronicle)
  const { journal, engine } = opened
  return {
    chronicle,
    command: (command: OperatorCommand) => journal.write({ type: 'CommandIssued', time: at(0), command }),
    settle: (cost: string, over: Partial<ModelCallOutcome> = {}) =>
      journal.write({ type: 'ModelCallSettled', time: at(0), call: callOf(cost, over) }),
    close: (record: DecisionRecord) => {
      const { tick, outcome, latency } = record
      const decision = { run: RUN, tick, outcome, latency, recordHash: '' }
      journal.writeDecision({ type: 'DecisionClosed', time: at(0), decision }, { run: RUN, tick, record })
    },
    skip: (tick: number, reason: 'no-key' | 'superseded') =>
      journal.write({ type: 'TickSkipped', time: at(0), run: RUN, tick, reason }),
    view: () => describeStill({ engine, log: new EventLog(), chronicle }, true, ''),
    rows: () => chronicle.activity.since(0),
  }
}

function callOf(cost: string, over: Partial<ModelCallOutcome>): ModelCallOutcome {
  return {
    ...{ run: RUN, tick: 1, ordinal: 0, node: 'gpt', inputTokens: 1000, cachedInputTokens: 600 },
    ...{ outputTokens: 70, estimated: false, cost: decimal(cost), latency: ms(800) },
    ...over,
  }
}

const turn = (words: string, tools: readonly string[]) => ({
  ...{
    words,
    ending: 'tool-calls' as const,
    usage: NO_USAGE,
    cost: '0',
    latency: ms(1),
    queued: ms(0),
    attempts: 1,
  },
  calls: tools.map((name, index) => ({ id: `${name} ${index}`, name, arguments: '{}' })),
})

const exchange = (tool: string, ok = true) => ({ tool, input: '{}', output: `${tool}!`, ok, after: ms(5) })

/** Looks, buys twice (one is refused), and closes. */
function spoken(over: Partial<DecisionRecord> = {}): DecisionRecord {
  const model = {
    ...{
      node: 'Node gpt',
      modelId: 'model-gpt',
      template: 1,
      promptHash: 'ab',
      condensedFrom: 1,
      wholeFrom: 1,
    },
    turns: [
      turn('Let me look.', ['get_portfolio']),
      turn('The trend is up.', ['execute_trade', 'execute_trade']),
      turn('Adding more.', ['execute_trade']),
      turn('Done.', []),
    ],
  }
  const exchanges = [
    exchange('get_portfolio'),
    exchange('execute_trade'),
    exchange('execute_trade', false),
    exchange('execute_trade'),
  ]
  return recordOf(1, { exchanges, model, response: 'Done.', reasoning: 'Up and up.', ...over })
}

describe('what a language model said', () => {
  it('stands with the calls it was said with, and what has no row of its own with the closing words', () => {
    const { settle, close, rows } = openModelMatch()
    settle('0.001')
    settle('0.002', { ordinal: 1, estimated: true })
    close(spoken())
    expect(rows().map(({ kind, tool, reasoning }) => [kind, tool, reasoning])).toEqual([
      ['tool', 'get_portfolio', 'Let me look.'],
      ['refused', 'execute_trade', 'The trend is up.'],
      ['response', undefined, 'Adding more.\n\nUp and up.'],
    ])
    expect(rows().at(-1)).toMatchObject({
      text: 'Done.',
      tick: 1,
      usage: { input: 2000, cachedInput: 1200, output: 140, calls: 2, cost: '0.003', estimated: true },
    })
  })

  it('is told with a problem too, with what it cost and the tick whose prompt can be asked for', () => {
    const { settle, close, rows } = openModelMatch()
    settle('0.001')
    close(spoken({ outcome: 'failed', problem: 'The key was refused.', reasoning: '' }))
    expect(rows().at(-1)).toMatchObject({
      ...{ kind: 'problem', text: 'The key was refused.', tick: 1 },
      ...{ reasoning: 'Adding more.', usage: { calls: 1 } },
    })
  })

  it('offers no prompt of a decision that was refused before anything was sent', () => {
    const { close, rows } = openModelMatch()
    const { model } = spoken()
    if (model === undefined) throw new Error('no model decided')
    const refused = { ...turn('', []), ending: 'budget' as const, attempts: 0 }
    const problem = { outcome: 'failed', problem: 'The cap is spent.', exchanges: [] } as const
    close(spoken({ ...problem, model: { ...model, turns: [refused] } }))
    close({ ...spoken({ ...problem, model: { ...model, turns: [turn('', []), refused] } }), tick: 2 })
    expect(rows().map(({ tick }) => tick)).toEqual([undefined, 2])
  })

  it('a call that ends after its decision counts for the run and for no later decision', () => {
    const { settle, close, rows, view } = openModelMatch()
    close(recordOf(1, { outcome: 'timed-out', problem: 'Too late.' }))
    settle('0.005', { tick: 1 })
    settle('0.001', { tick: 2 })
    close({ ...spoken(), tick: 2 })
    expect(rows()[0]?.usage).toBeUndefined()
    // What came too late for its decision's row has one of its own: the rows add up to the log.
    expect(rows()[1]).toMatchObject({ run: 0, kind: 'notice', tick: 1, usage: { calls: 1, cost: '0.005' } })
    expect(rows().at(-1)?.usage).toMatchObject({ calls: 1, cost: '0.001' })
    expect(view().agents[0]?.modelCost).toBe('0.006')
  })

  it('a lasting reason to skip ticks is told once, until the agent decides again', () => {
    const { skip, close, rows } = openModelMatch()
    for (const tick of [1, 2, 3]) skip(tick, 'no-key')
    skip(4, 'superseded')
    close(recordOf(5))
    skip(6, 'no-key')
    expect(rows().map(({ kind, text }) => (kind === 'notice' ? text : kind))).toEqual([
      'Ticks are skipped from 1 on: the key for its language model is missing.',
      'Tick 4 was skipped: the agent was still deciding, and a newer tick came.',
      'response',
      'Ticks are skipped from 6 on: the key for its language model is missing.',
    ])
  })
})

describe('a match with language models', () => {
  it('shows each agent’s brain and cost, and profit less cost', () => {
    const { settle, view } = openModelMatch()
    settle('0.25', { estimated: true })
    const { match, agents } = view()
    expect(match).toMatchObject({ modelCost: '0.25', spendCap: '1' })
    expect(agents[0]).toMatchObject({
      ...{ brain: 'Node gpt', brainId: 'node:gpt', modelId: 'model-gpt', speaking: undefined },
      ...{ modelCost: '0.25', costEstimated: true, profit: '0', netProfit: '-0.25' },
    })
    expect(agents[1]).toMatchObject({
      ...{ brain: 'House rules', brainId: 'house:agent-1', modelId: undefined },
      ...{ modelCost: undefined, costEstimated: false, netProfit: '0' },
    })
  })

  it('says in what its agents differ, a sentence each', () => {
    const { command, view } = openModelMatch()
    expect(view().match.unevenness).toEqual(['agent-1 plays by house rules, without a language model.'])
    command({ kind: 'add-run', run: modelRun('Nova', 'deep') })
    command({ kind: 'add-run', run: modelRun('Vega', 'deep') })
    expect(view().match.unevenness).toEqual([
      'agent-0 uses Node gpt; Nova and Vega use Node deep.',
      'agent-1 plays by house rules, without a language model.',
      'Nova and Vega joined after the start.',
    ])
    const { brain, strategyVersion, labels, color } = runConfig('agent-1')
    const assignment = { brain, strategyVersion, labels, color, model: runModel('gpt') }
    command({ kind: 'reassign', run: runIndex(1), assignment })
    expect(view().match.unevenness).toEqual([
      'agent-0 and agent-1 use Node gpt; Nova and Vega use Node deep.',
      'Nova and Vega joined after the start.',
      'agent-1 was changed during the match.',
    ])
  })

  it.each([
    ['another model', { modelId: 'other' }, true],
    ['another effort', { settings: 'effort high' }, true],
    ['another prompt', { promptHash: 'cd'.repeat(32) }, true],
    ['the same under another name', { nodeName: 'Renamed' }, false],
  ])('says of a late agent too that it was changed: %s', (_what, over, isChange) => {
    const { command, view } = openModelMatch()
    command({ kind: 'add-run', run: modelRun('Nova') })
    const { brain, strategyVersion, labels, color } = modelRun('Nova')
    const run = runIndex(view().agents.length - 1)
    for (const model of [runModel('gpt', over), runModel('gpt')]) {
      command({ kind: 'reassign', run, assignment: { brain, strategyVersion, labels, color, model } })
    }
    // Changed back is changed all the same.
    expect(view().match.unevenness.includes('Nova was changed during the match.')).toBe(isChange)
  })

  it('says nothing of the kind of agents that differ only in their prompts, nor of a house match', () => {
    const config = modelMatchConfig(3)
    const runs = config.runs.map((run) => (run.role === 'agent' ? modelRun(run.name) : run))
    expect(openModelMatch({ ...config, runs }).view().match.unevenness).toEqual([])
    const house = openModelMatch({ ...config, runs: config.runs.slice(1) }).view().match
    expect([house.unevenness, house.modelCost, house.spendCap]).toEqual([[], undefined, undefined])
  })

  it('tells commands in words, with the agent they concern', () => {
    const { command, rows } = openModelMatch()
    command({ kind: 'add-run', run: modelRun('Nova') })
    command({ kind: 'bench', run: RUN })
    command({ kind: 'unbench', run: RUN })
    for (const cap of ['2.5', '0.00001', '0']) command({ kind: 'set-spend-cap', cap: decimal(cap) })
    expect(rows().map(({ run, text }) => [run, text])).toEqual([
      [undefined, 'Nova joined the match. It plays with Node gpt (model-gpt), prompt Nova.'],
      [0, 'Benched: from its next tick on it sits out.'],
      [0, 'Back from the bench: it plays from its next tick on.'],
      [undefined, 'The cap on model calls is now $2.50.'],
      [undefined, 'The cap on model calls is now $0.00001.'],
      [undefined, 'The cap on model calls is now $0.00: no model is called.'],
    ])
  })
})
