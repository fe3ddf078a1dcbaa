import { describe, expect, it } from 'vitest'
import { hasModelReasoning, hasModelText } from '$lib/ui/activity-text'
import { isTroubled, remedyOf, statusText } from '$lib/ui/agent-status'
import { Arena } from '$lib/ui/arena.svelte'
import { capText, costText, estimateText, netText, usageText } from '$lib/ui/cost-text'
import { houseRequest } from '$lib/ui/match-form/house'
import { parseMarkdown } from '$lib/ui/markdown'
import type { ModelsState } from '$lib/ui/models/client'
import { promptText } from '$lib/ui/prompt-text'
import { raisedCap, spendOf } from '$lib/ui/spend'
import type { AgentRow, AgentStatus, MatchSummary } from '$workers/api/view'
import { FakeArenaClient, agentRow } from '../../fixtures/fake-arena-client'
import {
  FAKE_AGENTS,
  FAKE_NODES,
  FAKE_PROMPT,
  HOUSE_AGENTS,
  rosterBook,
} from '../../fixtures/fake-language-models'
import { frame, notices, view } from './frames'

describe('what models cost', () => {
  it.each([
    ['0', '$0.00'],
    ['0.0002', '$0.0002'],
    ['0.012345', '$0.0123'],
    ['0.00004', '<$0.0001'],
    ['0.99996', '$1.00'],
    ['0.9', '$0.9000'],
    ['1', '$1.00'],
    ['1234.567', '$1,234.57'],
    ['n/a', 'n/a'],
  ])('costText(%s) = %s', (usd, text) => expect(costText(usd)).toBe(text))

  it('marks what is estimated, and writes a cap in full', () => {
    expect(estimateText('0.0002', true)).toBe('≈ $0.0002')
    expect(['1', '0.5', '0.005', '1000'].map(capText)).toEqual(['$1.00', '$0.50', '$0.005', '$1,000.00'])
  })

  it('puts tokens, time and cost of a decision in a line', () => {
    const usage = { input: 1234, cachedInput: 1000, output: 210, calls: 3, cost: '0.0002', estimated: false }
    expect(usageText(usage, 2100)).toBe('1,234 in (1,000 cached) · 210 out · 2.1 s · $0.0002')
    expect(usageText({ ...usage, cachedInput: 0, estimated: true }, undefined)).toBe(
      '1,234 in · 210 out · ≈ $0.0002',
    )
  })

  it.each([
    [{}, undefined],
    [
      { modelCost: '0.25', spendCap: '1' },
      { cost: '0.25', cap: '1', share: 0.25, spent: false },
    ],
    [
      { modelCost: '1.0001', spendCap: '1' },
      { cost: '1.0001', cap: '1', share: 1, spent: true },
    ],
    [
      { modelCost: '0', spendCap: '0' },
      { cost: '0', cap: '0', share: 1, spent: true },
    ],
    [{ modelCost: '3' }, { cost: '3', cap: undefined, share: 0, spent: false }],
  ])('of a match with %o is %o', (match, spend) => expect(spendOf(view(match).match)).toEqual(spend))

  it.each([
    ['12.3412', '12.3391', undefined],
    ['0', '-0.0042', undefined],
    ['0', '-0.0051', 'net −$0.01'],
    ['12.34', '12.3', 'net +$12.30'],
  ])('after them a profit of %s, net %s, is told as %s', (profit, net, text) =>
    expect(netText(profit, net)).toBe(text),
  )

  it('raises a cap by a dollar, exactly', () => expect(raisedCap('0.1')).toBe('1.1'))
})

describe('how an agent is', () => {
  const row = (status: AgentStatus, statusDetail = 'A sentence.') => agentRow(0, { status, statusDetail })

  it.each([
    ['waiting', 'waiting', false, undefined],
    ['benched', 'Benched', false, undefined],
    ['no-key', 'Waiting for key', true, '#/models'],
    ['no-node', 'No such chat node', true, '#/agents'],
    ['spend-cap', 'At its spend cap', true, undefined],
  ] as const)('%s is said as "%s"', (status, text, troubled, remedy) => {
    expect(statusText(row(status))).toBe(text)
    expect(isTroubled(row(status))).toBe(troubled)
    expect(remedyOf(row(status))).toBe(remedy)
  })

  it('tells a failed decision of a language model, and where to mend it', () => {
    const failed = (statusDetail: string) => agentRow(0, { modelId: 'gpt-5-nano', statusDetail })
    const refused = failed('OpenAI does not accept the key (401). Enter a valid one for “Nano”.')
    expect([statusText(refused), isTroubled(refused), remedyOf(refused)]).toEqual([
      'Last decision failed',
      true,
      '#/models',
    ])
    expect(remedyOf(failed('OpenAI did not answer in time. “My key node” is slow.'))).toBeUndefined()
    expect(statusText({ ...refused, status: 'thinking' })).toBe('thinking')
    expect(statusText(failed(''))).toBe('waiting')
    expect(isTroubled({ ...refused, modelId: undefined })).toBe(false)
  })

  it('names what befell its worker', () => {
    expect(statusText(row('restarting', 'It hung.'))).toBe('It hung')
    expect(statusText(row('stopped', 'x'.repeat(60)))).toBe('stopped')
  })
})

describe('notices of language models', () => {
  class Client extends FakeArenaClient {
    override async connect(): Promise<void> {
      // Frames come from the tests.
    }
  }
  const models = (change: Partial<ModelsState>): ModelsState => {
    return { loaded: true, nodes: [], locked: false, notice: '', ...change }
  }
  const arenaWith = async (
    match: Partial<MatchSummary>,
    agents: readonly (Partial<AgentRow> & { readonly run: number })[] = [],
    state: Partial<ModelsState> = {},
  ) => {
    const client = new Client({ minutes: 0, languageModels: true })
    client.models.subscribe = (listener) => {
      listener(models(state))
      return () => undefined
    }
    const arena = new Arena(client, () => 0)
    await arena.connect(
      () => undefined,
      () => undefined,
    )
    arena.onFrame(frame(1, { reset: true, view: view(match, agents) }))
    return { arena, client }
  }
  const named = (arena: Arena, id: string) => notices(arena).find((notice) => notice.id === id)
  const nodes = FAKE_NODES

  it('invite a visitor without chat nodes, once', async () => {
    const { arena } = await arenaWith({})
    const invitation = named(arena, 'use-models')
    expect(invitation?.link).toEqual({ text: 'Use language models', href: '#/models' })
    invitation?.dismiss?.()
    expect(notices(arena)).toEqual([])
  })

  it.each([
    ['before anybody knows', {}, { loaded: false }],
    ['with a chat node', {}, { nodes }],
    ['in a tab that follows', { role: 'follower' }, {}],
  ] as const)('do not invite %s', async (_, match, state) => {
    expect(named((await arenaWith(match, [], state)).arena, 'use-models')).toBeUndefined()
  })

  it('say who waits for a key, and where it is', async () => {
    const waiting = [0, 1].map((run) => ({ run, status: 'no-key' as const }))
    const { arena } = await arenaWith({}, waiting, { nodes })
    expect(named(arena, 'no-key')?.text).toMatch(/^Momentum and Brainrot wait for a key\..*reload/)
    const { arena: locked } = await arenaWith({}, waiting.slice(1), { nodes, locked: true })
    expect(named(locked, 'no-key')?.link?.text).toBe('Unlock keys')
    expect(named(locked, 'no-key')?.text).toMatch(/^Brainrot waits for a key\..*passphrase/)
  })

  it('say that the cap is reached, and raise it with a click', async () => {
    const { arena, client } = await arenaWith({ modelCost: '1.0002', spendCap: '1' }, [], { nodes })
    const caps: string[] = []
    client.setSpendCap = async (usd) => {
      caps.push(usd)
      return { ok: true, value: undefined }
    }
    const notice = named(arena, 'spend-cap')
    expect(notice?.text).toContain('$1.00 of $1.00')
    await notice?.action?.run()
    expect(caps).toEqual(['2'])
  })

  it('tell failed decisions by their reason, also while the agents try again', async () => {
    const refusal = 'OpenAI does not accept the key (401).'
    const failed = [refusal, 'It was too slow.', refusal].map((statusDetail, run) => ({
      ...{ run, statusDetail, modelId: 'gpt-5-nano' },
    }))
    const { arena } = await arenaWith({}, failed, { nodes })
    const notice = {
      text: `Momentum and Scalper: ${refusal} Brainrot: It was too slow.`,
      link: { text: 'Open Models', href: '#/models' },
    }
    expect(named(arena, 'failed')).toMatchObject(notice)
    const show = (number: number, id: string, agents: Parameters<typeof view>[1]) =>
      arena.onFrame(frame(number, { reset: true, view: view({ id }, agents) }))
    show(
      2,
      'm1',
      failed.map((row) => ({ ...row, status: 'thinking', statusDetail: 'Something else.' })),
    )
    expect(named(arena, 'failed')).toMatchObject(notice)
    show(3, 'm1', [
      { ...failed[0], run: 0, statusDetail: '' },
      { ...failed[1], run: 1, status: 'benched' },
    ])
    expect(named(arena, 'failed')).toBeUndefined()
    show(4, 'm2', [{ ...failed[0], run: 0, status: 'thinking' }])
    expect(named(arena, 'failed')).toBeUndefined()
  })

  it('count agents beyond the three most frequent reasons', async () => {
    const failed = [0, 1, 2, 3, 4].map((run) => ({ run, statusDetail: `Reason ${run}.`, modelId: 'm' }))
    const { arena } = await arenaWith({}, failed, { nodes })
    expect(named(arena, 'failed')?.text).toMatch(/Reason 2\. And 2 more agents: see the activity\.$/)
    expect(named(arena, 'failed')?.link).toBeUndefined()
  })

  it('lead to the cap where the cap is in the way', async () => {
    const statusDetail =
      'What is left of the match’s cap of $1.00 does not pay for another call. Raise the cap to go on.'
    const stopped = { run: 1, status: 'spend-cap' as const, statusDetail }
    const { arena } = await arenaWith({ modelCost: '0.9', spendCap: '1' }, [stopped], { nodes })
    expect(named(arena, 'spend-cap')?.action?.text).toBe('Change cap')
    await named(arena, 'spend-cap')?.action?.run()
    expect(arena.changingCap).toBe(true)
  })

  it('say which agent has spent what its chat node may', async () => {
    const stopped = { run: 1, status: 'spend-cap' as const, statusDetail: 'The budget of DeepSeek is spent.' }
    const { arena } = await arenaWith({ modelCost: '0.1', spendCap: '1' }, [stopped], { nodes })
    expect(named(arena, 'spend-cap')).toMatchObject({
      title: 'Brainrot: nothing left to spend.',
      text: 'The budget of DeepSeek is spent.',
      link: { text: 'See budgets' },
    })
  })
})

describe('"Start match"', () => {
  const names = (client: FakeArenaClient) =>
    client.requests.map(({ roster }) => roster?.map(({ brain }) => brain).join())

  it('plays the saved agents, the same match again, and other agents once they were changed', async () => {
    const client = new FakeArenaClient({ minutes: 0 })
    const arena = new Arena(client, () => 0)
    const house = houseRequest(arena)
    await arena.startAgain(house)
    await arena.startMatch({ ...house, roster: (house.roster ?? []).slice(0, 1), spendCap: '3' })
    await arena.startAgain(house)
    client.roster = async () => rosterBook(FAKE_AGENTS)
    await arena.startAgain(house)
    expect(names(client)).toEqual([
      'house:momentum,house:brainrot,house:scalper',
      'house:momentum',
      'house:momentum',
      'node:n1,node:n2,house:scalper',
    ])
    expect(client.requests.at(-1)?.spendCap).toBe('3')
  })

  it('plays the house agents where the saved ones cannot be read', async () => {
    const client = new FakeArenaClient({ minutes: 0 })
    client.roster = () => Promise.reject(new Error('gone'))
    const arena = new Arena(client, () => 0)
    expect(await arena.startAgain(houseRequest(arena))).toBeUndefined()
    expect(names(client)).toEqual(['house:momentum,house:brainrot,house:scalper'])
  })

  it('starts nothing when all are benched', async () => {
    const client = new FakeArenaClient({ minutes: 0 })
    client.roster = async () => rosterBook(HOUSE_AGENTS.map((agent) => ({ ...agent, enabled: false })))
    const arena = new Arena(client, () => 0)
    expect(await arena.startAgain(houseRequest(arena))).toContain('benched')
    expect(client.requests).toEqual([])
  })
})

describe("a model's words", () => {
  it('are Markdown only where a model spoke', () => {
    const row = { id: 1, time: 0, run: 0, kind: 'response', text: '' } as const
    expect([hasModelText({ ...row, tick: 3 }), hasModelReasoning({ ...row, tick: 3 })]).toEqual([true, true])
    expect([hasModelText(row), hasModelReasoning(row)]).toEqual([false, false])
    expect(hasModelText({ ...row, kind: 'problem', tick: 3 })).toBe(false)
    expect(hasModelReasoning({ ...row, kind: 'tool' })).toBe(true)
  })

  const text = (value: string) => ({ type: 'text', text: value })

  it('have paragraphs, headings, lists and code', () => {
    const blocks = parseMarkdown('# Plan\r\nBuy.\nHold.\n\n- one\n  2) two\n```py\na = 1\n```\nend')
    expect(blocks).toEqual([
      { type: 'heading', spans: [text('Plan')] },
      { type: 'paragraph', spans: [text('Buy.\nHold.')] },
      {
        type: 'list',
        items: [
          { marker: '•', depth: 0, spans: [text('one')] },
          { marker: '2)', depth: 1, spans: [text('two')] },
        ],
      },
      { type: 'code', language: 'py', text: 'a = 1' },
      { type: 'paragraph', spans: [text('end')] },
    ])
  })

  it.each([
    ['**b** *i* __b__ _i_', 'b:b| |i:i| |b:b| |i:i'],
    ['***both***', 'b:i:both'],
    ['`a*b*` ``c`d``', 'c:a*b*| |c:c`d'],
    ['0.5*91234*2 and get_portfolio_now', '0.5*91234*2 and get_portfolio_now'],
    ['5 * 3 * 2, **open', '5 * 3 * 2, **open'],
    ['[chart](https://x.test) ![no](https://y.test)', 'l:chart=https://x.test| ![no](https://y.test)'],
    ['\\*as is\\*', '*as is|*'],
    ['<b>x</b>', '<b>x</b>'],
  ])('%j is %j', (source, expected) => {
    const [block] = parseMarkdown(source)
    const spans = block !== undefined && 'spans' in block ? block.spans : []
    const said = (list: typeof spans): string =>
      list
        .map((span) => {
          if (span.type === 'text') return span.text
          if (span.type === 'code') return `c:${span.text}`
          if (span.type === 'link') return `l:${span.text}=${span.address}`
          return `${span.type === 'bold' ? 'b' : 'i'}:${said(span.spans)}`
        })
        .join('|')
    expect(said(spans)).toBe(expected)
  })

  it('of a prompt are copied whole, under their roles', () => {
    expect(promptText(FAKE_PROMPT)).toMatch(/^## system\n\nYou trade[^]*\n\n## user\n\nTick 12/)
  })
})
