import { describe, expect, it } from 'vitest'
import { keySlotOf } from '$lib/llm/chat-node'
import { AgentDesk } from '$lib/ui/lab/agent.svelte'
import { Bench } from '$lib/ui/lab/bench.svelte'
import { agentEstimateText, estimateDoubts } from '$lib/ui/lab/estimate-text'
import { Importer } from '$lib/ui/lab/importer.svelte'
import { columnOptions } from '$lib/ui/lab/import-fields'
import { Lab } from '$lib/ui/lab/lab.svelte'
import { Library } from '$lib/ui/lab/library.svelte'
import { OwnDesk } from '$lib/ui/lab/own.svelte'
import { SetupState } from '$lib/ui/lab/setup.svelte'
import { Sweeper } from '$lib/ui/lab/sweep.svelte'
import { chatNode } from '../../../fixtures/scripted-models'
import { FakeModelsClient } from '../../../fixtures/fake-models-client'
import { FakeLabClient, type FakeLabOptions, LAB_NOW, dataset } from '../../../fixtures/fake-lab-client'

const DAY = 86_400_000
const NODE = chatNode('own')

async function world(options: FakeLabOptions = {}) {
  const client = new FakeLabClient(options)
  const now = (): number => LAB_NOW + 3_600_000
  const saved: string[] = []
  const save = (name: string): void => void saved.push(name)
  const lab = new Lab(client)
  const own = new OwnDesk(lab)
  const models = new FakeModelsClient({
    nodes: [NODE, chatNode('locked', { hasOwnKey: true })],
    keys: [keySlotOf(NODE)],
  })
  const agent = new AgentDesk(models)
  const setup = new SetupState(lab, own, agent)
  const bench = new Bench(lab, setup, own, save)
  const sweeper = new Sweeper(lab, setup)
  await lab.open()
  setup.settle()
  sweeper.settle()
  return {
    client,
    lab,
    own,
    setup,
    agent,
    bench,
    sweeper,
    saved,
    library: new Library(lab, now, save),
    importer: new Importer(lab),
  }
}

describe('a first visit', () => {
  it('has demo bars, a strategy and a whole range, so that one click runs it', async () => {
    const { client, lab, setup, bench } = await world()
    expect(client.calls).toEqual(['makeDemo BTC-USD 60 demo'])
    expect(setup.form).toMatchObject({ strategy: 'listed:sma-cross', from: '2025-01-01', to: '2025-03-31' })
    await bench.run()
    expect(bench.view?.summary.name).toBe('SMA cross')
    expect(lab.runs).toHaveLength(1)
    expect(lab.work).toBeUndefined()
    expect(lab.progress).toBeUndefined()
  })

  it('makes nothing where there is something', async () => {
    const { client } = await world({ datasets: [dataset()] })
    expect(client.calls).toEqual([])
  })

  it('says why there is no lab', async () => {
    const { lab, setup } = await world({ fails: 'This browser allows no workers.' })
    expect(lab.problem).toBe('This browser allows no workers.')
    expect(setup.ask().ok).toBe(false)
  })
})

describe('the form', () => {
  it('offers what goes with the first product only', async () => {
    const datasets = [
      dataset(),
      dataset({ id: 'b', product: 'ETH-USD' }),
      dataset({ id: 'c', product: 'SOL-USD', granularity: 300 }),
      dataset({ id: 'd', product: 'ADA-USD', source: 'coinbase' }),
    ]
    const { setup } = await world({ datasets })
    expect(setup.addable.map(({ id }) => id)).toEqual(['b'])
    setup.addData('b')
    expect(setup.addable).toEqual([])
    setup.removeData('b')
    expect(setup.form.datasets).toEqual([datasets[0]?.id])
  })

  it('shows mistakes once it was asked, and lets go of data that was deleted', async () => {
    const { lab, setup, bench, client } = await world({
      datasets: [dataset(), dataset({ id: 'b', product: 'ETH-USD' })],
    })
    setup.setParameter('fast', 'many')
    expect(setup.errors).toEqual({})
    await bench.run()
    expect(setup.errors).toHaveProperty('parameter fast')
    expect(client.setups).toEqual([])
    await lab.deleteDataset(dataset().id)
    setup.settle()
    expect(setup.form.datasets).toEqual(['b'])
  })

  it('brings the prices of a match with its recorded decisions', async () => {
    const { setup, bench, client } = await world({
      recorded: [{ matchId: 'm:1', run: 2, name: 'Scalper', startedAt: LAB_NOW }],
    })
    setup.chooseStrategy('recorded:2:m:1')
    await Promise.resolve()
    await new Promise((done) => setTimeout(done))
    expect(setup.form.datasets).toEqual(['match:BTC-USD:60'])
    await bench.run()
    expect(client.setups[0]?.strategy).toEqual({ type: 'recorded', matchId: 'm:1', run: 2, name: 'Scalper' })
  })

  it('takes back the setup of a run', async () => {
    const { setup, bench } = await world()
    setup.setParameter('fast', '12')
    await bench.run()
    setup.setParameter('fast', '99')
    bench.reuse()
    expect(setup.form.parameters['fast']).toBe('12')
  })
})

describe('own code', () => {
  it('is run as it was checked, and kept under its name', async () => {
    const { setup, own, bench, client, lab } = await world()
    setup.chooseStrategy('own:')
    own.edit('export default { name: "Mine" }')
    await bench.run()
    expect(client.setups[0]?.strategy).toMatchObject({
      type: 'own',
      name: 'Mine',
      code: 'export default { name: "Mine" }',
    })
    expect(lab.own.map(({ name }) => name)).toEqual(['Mine'])
    await own.remove()
    expect(own.kept).toBe(false)
  })

  it('that is wrong is not run, and its line is found', async () => {
    const { setup, own, bench, client } = await world()
    setup.chooseStrategy('own:')
    own.edit('\noops')
    await bench.run()
    expect(own.line).toBe(2)
    expect(bench.problem).not.toBe('')
    expect(client.setups).toEqual([])
    own.edit('fine')
    expect(own.line).toBeUndefined()
    expect(own.checked).toBeUndefined()
  })
})

describe('results', () => {
  it('are verified, exported, compared and deleted', async () => {
    const { bench, lab, saved } = await world()
    await bench.run()
    await bench.run()
    await bench.verify()
    expect(bench.verdict?.status).toBe('verified')
    await bench.export('json')
    expect(saved).toEqual(['r2.json'])
    for (const { id } of lab.runs) bench.tick(id, true)
    await bench.compare()
    expect(bench.compared.map(({ summary }) => summary.name)).toEqual(['SMA cross 1', 'SMA cross 2'])
    await bench.remove('r2')
    expect(bench.view).toBeUndefined()
    expect(bench.ticked).toEqual(['r1'])
    expect(bench.compared).toHaveLength(1)
  })

  it('of a bad file are a sentence, and what was on show stays', async () => {
    const { bench } = await world()
    await bench.run()
    await bench.openFile(new Blob(['{}']), 'bad.json')
    expect(bench.problem).toBe('This is no result of the lab.')
    expect(bench.view?.summary.id).toBe('r1')
  })

  it('are worked at one after the other, and can be stopped', async () => {
    const { bench, lab, client } = await world()
    const running = bench.run()
    const second = lab.doing('verify', async () => 1)
    await lab.stop()
    await lab.stop()
    expect(client.calls.filter((call) => call === 'stop')).toHaveLength(1)
    expect(await second).toBeUndefined()
    await running
    expect(lab.stopping).toBe(false)
  })
})

describe('the library', () => {
  it('downloads, pauses, goes on and cancels', async () => {
    const { library, lab } = await world()
    library.set('product', 'eth')
    await library.download()
    expect(lab.downloads[0]).toMatchObject({
      product: 'ETH-USD',
      state: 'running',
      range: { from: LAB_NOW - 30 * DAY },
    })
    await library.pause('d1')
    expect(lab.downloads[0]?.state).toBe('paused')
    await library.resume('d1')
    await library.cancel('d1')
    expect(library.downloads).toEqual([])
  })

  it('imports what a person said the columns are', async () => {
    const { importer, lab, client } = await world()
    await importer.look(new Blob(['x']), 'bars.csv')
    importer.set('product', 'SOL-USD')
    importer.setColumn('volume', '')
    const { inspection } = importer.inspected ?? {}
    expect(inspection && columnOptions(inspection, 'bid')[0]).toEqual({ value: '', text: '(none)' })
    importer.setColumn('bid', 'low')
    importer.setColumn('ask', 'high')
    await importer.import()
    expect(client.imports[0]).toMatchObject({
      product: 'SOL-USD',
      columns: { time: 'time', volume: '', bid: 'low', ask: 'high' },
    })
    expect(lab.datasets.map(({ spec }) => spec.id)).toContain('SOL-USD')
    expect(importer.inspected).toBeUndefined()
    expect(importer.notes).toEqual(['12 rows came twice and were dropped.'])
  })

  it('says what a bad file is, and stores nothing', async () => {
    const { importer, client } = await world()
    await importer.look(new Blob(['x']), 'bars.bad')
    expect(importer.answer).toEqual({ good: false, text: 'This is no file of bars.' })
    await importer.import()
    expect(client.imports).toEqual([])
  })
})

describe('a sweep', () => {
  it('counts its runs beforehand and puts a set into the form', async () => {
    const { sweeper, setup, client } = await world()
    expect(sweeper.runs).toBe(100)
    sweeper.setAxis(0, { steps: '3' })
    sweeper.set('split', 'walk-forward')
    expect(sweeper.runs).toBe(3 * 10 * 4)
    sweeper.set('search', 'random')
    sweeper.set('trials', '7')
    expect(sweeper.runs).toBe(28)
    await sweeper.run()
    expect(client.sweeps[0]).toMatchObject({
      search: { type: 'random', trials: 7 },
      split: { type: 'walk-forward', windows: 4 },
    })
    sweeper.use(sweeper.finished?.report.best.parameters ?? {})
    expect(setup.form.parameters['fast']).toBe(String(sweeper.finished?.report.best.parameters['fast']))
  })

  it('is not begun with mistakes in it', async () => {
    const { sweeper, client } = await world()
    sweeper.setAxis(0, { from: '1' })
    sweeper.setAxis(1, { to: '3', from: '9' })
    await sweeper.run()
    expect(sweeper.errors).toEqual({
      'axis 0 from': 'A number from 2 to 200.',
      'axis 1 to': 'Not below where it begins.',
    })
    expect(client.sweeps).toEqual([])
    sweeper.removeAxis(1)
    sweeper.removeAxis(0)
    expect(sweeper.errors).toHaveProperty('axes')
    sweeper.addAxis()
    expect(sweeper.errors).toEqual({})
  })
})

describe('a language model', () => {
  async function asked() {
    const all = await world()
    all.setup.chooseStrategy('agent:node:own')
    all.agent.set({ prompt: 'Buy what falls.', spendCap: '0.5' })
    return all
  }

  it('is offered where its node has a key, and begins with a few days', async () => {
    const { agent, setup } = await asked()
    expect(agent.options.map(({ brain }) => brain)).toEqual(['node:own'])
    expect(setup.form).toMatchObject({ from: '2025-03-28', to: '2025-03-31' })
  })

  it('is run only once its cost was agreed to', async () => {
    const { client, bench } = await asked()
    await bench.run()
    expect(client.setups).toEqual([])
    expect(bench.offer).toMatchObject({ decisions: 96, atMost: '0.5' })
    await bench.accept()
    expect(client.setups[0]?.strategy).toMatchObject({ type: 'agent', brain: 'node:own', everyMinutes: 60 })
    expect(bench.offer).toBeUndefined()
    expect(bench.view?.summary.id).toBe('r1')
  })

  it('is not run when the offer was declined, or the form says something else by now', async () => {
    const { client, bench, agent } = await asked()
    await bench.run()
    bench.decline()
    await bench.accept()
    await bench.run()
    agent.set({ everyMinutes: '5' })
    expect(bench.offer).toBeUndefined()
    await bench.accept()
    expect(client.setups).toEqual([])
  })

  it('says what is wrong with it, field by field', async () => {
    const { setup, agent, bench } = await asked()
    agent.set({ prompt: ' ', everyMinutes: '1.5', spendCap: 'all' })
    await bench.run()
    expect(setup.errors).toMatchObject({
      'agent prompt': 'Write a prompt, or begin with one of the house.',
      'agent everyMinutes': 'Whole minutes, from 1 to 10,080 (a week).',
    })
    expect(setup.errors['agent spendCap']).toBeDefined()
    setup.chooseStrategy('agent:node:locked')
    expect(setup.errors['strategy']).toBe('This language model has no key here.')
  })

  it('comes back into the form with its run', async () => {
    const { setup, agent, bench } = await asked()
    await bench.run()
    await bench.accept()
    setup.chooseStrategy('listed:sma-cross')
    agent.set({ prompt: 'Another.' })
    bench.reuse()
    expect(setup.form.strategy).toBe('agent:node:own')
    expect(agent.form).toEqual({ prompt: 'Buy what falls.', everyMinutes: '60', spendCap: '0.5' })
  })

  it('costs, in words', () => {
    const estimate = { node: 'Own', decisions: 96, tokens: 1_700_000, likely: '0.2134', atMost: '0.5' }
    const plain = { ...estimate, free: false, guessedPrices: false, overCap: false }
    expect(agentEstimateText(plain)).toBe('About 96 decisions, 1.70M tokens, $0.2134; at most $0.50.')
    expect(agentEstimateText({ ...plain, free: true })).toBe(
      'About 96 decisions, 1.70M tokens, free of charge.',
    )
    expect(estimateDoubts(plain)).toEqual([])
    expect(estimateDoubts({ ...plain, guessedPrices: true, overCap: true })).toHaveLength(2)
  })
})
