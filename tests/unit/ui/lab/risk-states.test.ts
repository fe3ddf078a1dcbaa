import { describe, expect, it } from 'vitest'
import { type Result, err } from '$lib/core/result'
import { Lab } from '$lib/ui/lab/lab.svelte'
import { PortfolioState } from '$lib/ui/lab/risk/portfolio.svelte'
import { ProfileDesk } from '$lib/ui/lab/risk/profile.svelte'
import { Simulator } from '$lib/ui/lab/risk/simulator.svelte'
import type { RiskProfile, RiskRequest } from '$workers/api/lab'
import type { MatchView } from '$workers/api/view'
import { FakeLabClient, type FakeLabOptions, dataset } from '../../../fixtures/fake-lab-client'
import { fakeProfile, fakeTrade } from '../../../fixtures/fake-simulation'
import { view } from '../frames'

interface Saved {
  readonly name: string
  readonly text: string
}

async function world(options: FakeLabOptions = {}, match?: MatchView) {
  const client = new FakeLabClient(options)
  const lab = new Lab(client)
  const portfolio = new PortfolioState(lab, () => match)
  const saved: Promise<Saved>[] = []
  const save = (name: string, blob: Blob): void =>
    void saved.push(blob.text().then((text) => ({ name, text })))
  const simulator = new Simulator(lab, portfolio, save)
  await lab.open()
  portfolio.settle()
  return { client, lab, portfolio, simulator, saved, desk: new ProfileDesk(client) }
}

function requestOf(portfolio: PortfolioState): RiskRequest {
  if (portfolio.request === undefined) throw new Error('the form is wrong')
  return portfolio.request
}

describe('the portfolio', () => {
  it('stands ready on a first visit: one of the demo product, its whole range', async () => {
    const { portfolio } = await world()
    expect(portfolio.errors).toEqual({})
    expect(requestOf(portfolio).source).toMatchObject({
      holdings: [{ dataset: 'demo:BTC-USD:60', quantity: '1' }],
      range: { from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 3, 1) },
    })
  })

  it('grows by demo bars of the same market', async () => {
    const { client, portfolio } = await world()
    expect(portfolio.demoable).toEqual(['ETH-USD', 'SOL-USD'])
    await portfolio.addDemo('SOL-USD')
    expect(client.calls.at(-1)).toBe('makeDemo SOL-USD 60 demo')
    expect(portfolio.products).toEqual(['BTC-USD', 'SOL-USD'])
    expect(portfolio.demoable).toEqual(['ETH-USD'])
    portfolio.removeData('demo:SOL-USD:60')
    expect(portfolio.addable.map(({ spec }) => spec.id)).toEqual(['SOL-USD'])
  })

  it('lets go of what was deleted', async () => {
    const datasets = [dataset(), dataset({ id: 'b', product: 'SOL-USD' })]
    const { lab, portfolio } = await world({ datasets })
    portfolio.addData('b')
    await lab.deleteDataset('b')
    portfolio.settle()
    expect(portfolio.products).toEqual(['BTC-USD'])
    expect(portfolio.request).toBeDefined()
  })

  it('takes over what an agent holds, product by product', async () => {
    const match = view({ products: [dataset().spec, dataset({ product: 'SOL-USD' }).spec] }, [
      { run: 0, cash: '812.5' },
    ])
    const position = { run: 0, averageCost: '1', costBasis: '1', price: '1', marketValue: '1', profit: '0' }
    const held = { ...position, profitRatio: 0, held: 0, exits: undefined }
    const positions = [
      { ...held, product: 0, quantity: '0.25' },
      { ...held, product: 1, quantity: '7' },
      { ...held, product: 0, run: 1, quantity: '99' },
    ]
    const { portfolio } = await world({}, { ...match, positions })
    expect(portfolio.agents).toHaveLength(1)
    await portfolio.takeAgent(0)
    expect(portfolio.form).toMatchObject({
      cash: '812.5',
      holdings: [{ dataset: 'match:BTC-USD:60', quantity: '0.25' }],
    })
    expect(portfolio.note).toMatch(/There are no bars of SOL-USD yet: left out\.$/)
    portfolio.chooseData('demo:BTC-USD:60')
    expect(portfolio.note).toBe('')
  })

  it('says why an agent’s holdings cannot be taken over', async () => {
    const { client, portfolio } = await world({}, view({}, [{ run: 0 }]))
    client.barsOfMatch = async () => err('No minute of this match has closed: it gives the lab no bars.')
    await portfolio.takeAgent(0)
    expect(portfolio.problem).toContain('No minute of this match')
    expect(portfolio.products).toEqual(['BTC-USD'])
    expect(portfolio.busy).toBe(false)
  })
})

describe('the profile', () => {
  it('is asked for once, and again when the form says something else', async () => {
    const { client, desk, portfolio } = await world()
    await desk.look(requestOf(portfolio))
    await desk.look({ ...requestOf(portfolio) })
    expect(client.risks).toHaveLength(1)
    portfolio.setQuantity(0, '2')
    await desk.look(requestOf(portfolio))
    expect(client.risks).toHaveLength(2)
    expect(desk.request).toEqual(portfolio.request)
  })

  it('is of the newest question, however late the answers come', async () => {
    const waiting: ((profile: Result<RiskProfile, string>) => void)[] = []
    const desk = new ProfileDesk({
      profile: () => new Promise((resolve) => waiting.push(resolve)),
      profileTrade: async (request, idea) => ({ ok: true, value: fakeTrade(request, idea) }),
    })
    const { portfolio } = await world()
    const first = requestOf(portfolio)
    const second = { ...first, rules: {} }
    const looks = [desk.look(first), desk.look(second)]
    waiting[1]?.({ ok: true, value: fakeProfile(second) })
    waiting[0]?.(err('too late to matter'))
    await Promise.all(looks)
    expect(desk.request).toBe(second)
    expect(desk.problem).toBe('')
    expect(desk.busy).toBe(false)
  })

  it('says why there is none, and asks again when it is looked at again', async () => {
    const { client, desk, portfolio } = await world()
    const answer = client.profile.bind(client)
    client.profile = async () => err('A dataset of the portfolio is gone.')
    await desk.look(requestOf(portfolio))
    expect(desk.problem).toBe('A dataset of the portfolio is gone.')
    expect(await desk.trade({ product: 'BTC-USD', side: 'buy', quantity: '1' })).toMatchObject({ ok: false })
    client.profile = answer
    await desk.look(requestOf(portfolio))
    expect(desk.profile).toBeDefined()
    expect(desk.problem).toBe('')
  })

  it('tells what a trade would make of it', async () => {
    const { client, desk, portfolio } = await world()
    await desk.look(requestOf(portfolio))
    const trade = await desk.trade({ product: 'SOL-USD', side: 'buy', quantity: '10' })
    expect(trade).toMatchObject({
      ok: true,
      value: { sentence: expect.stringContaining('Buy 10 SOL') as unknown },
    })
    expect(client.calls.at(-1)).toBe('profileTrade buy 10 SOL-USD')
  })
})

describe('the simulator', () => {
  it('runs what both forms say, and keeps what it rests on', async () => {
    const { client, lab, portfolio, simulator } = await world()
    simulator.set('model', 'gbm')
    await simulator.run()
    expect(client.simulations).toEqual([
      {
        source: requestOf(portfolio).source,
        settings: expect.objectContaining({ model: { type: 'gbm' } }) as unknown,
      },
    ])
    expect(simulator.finished?.source).toBe(
      'BTC-USD (Demo — simulated prices), 1 minute bars, 2025-01-01 – 2025-03-31',
    )
    expect([lab.work, lab.paths]).toEqual([undefined, undefined])
  })

  it('sends nothing while a form is wrong, and says which', async () => {
    const { client, portfolio, simulator } = await world()
    simulator.set('paths', '5')
    expect(simulator.errors).toEqual({})
    await simulator.run()
    expect(simulator.errors).toHaveProperty('paths')
    simulator.set('paths', '5000')
    portfolio.set('cash', 'x')
    await simulator.run()
    expect(simulator.problem).toContain('“Portfolio”')
    expect(client.simulations).toEqual([])
  })

  it('keeps the last result when the next is stopped', async () => {
    const { client, simulator } = await world()
    await simulator.run()
    const { finished } = simulator
    client.simulate = async () => err('It was stopped.')
    await simulator.run()
    expect(simulator.problem).toBe('It was stopped.')
    expect(simulator.finished).toBe(finished)
  })

  it('gives its report away as files that say the same', async () => {
    const { saved, simulator } = await world()
    simulator.export('json')
    expect(saved).toEqual([])
    await simulator.run()
    for (const format of ['json', 'csv-figures', 'csv-fan', 'csv-histogram'] as const)
      simulator.export(format)
    const [json, figures, fan, histogram] = await Promise.all(saved)
    expect(JSON.parse(json?.text ?? '')).toMatchObject({
      ...{ kind: 'simulation', rows: 43_199, request: { settings: { seed: '1', paths: 100_000 } } },
      fan: expect.arrayContaining([expect.objectContaining({ part: 0.5 })]) as unknown,
    })
    expect(figures?.name).toBe('simulation-5eed5eed-figures.csv')
    expect(figures?.text).toMatch(/^tail_value_at_risk_0\.99,[\d.]+,[\d.]+$/m)
    expect(fan?.text.split('\n')).toHaveLength(1 + 61 + 1)
    expect(fan?.text).toMatch(/^step,equity_0\.01,/)
    expect(histogram?.text).toMatch(/^profit_from,profit_to,paths\n-/)
    expect(simulator.answer?.text).toContain('simulation-5eed5eed-histogram.csv')
  })
})
