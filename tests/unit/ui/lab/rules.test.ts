import { describe, expect, it } from 'vitest'
import { durationMs } from '$lib/core/time'
import { RISK_PRESETS } from '$lib/core/risk-rules'
import { AgentDesk } from '$lib/ui/lab/agent.svelte'
import { axisGroups, axisSpecs, axisValueText } from '$lib/ui/lab/axis-options'
import { Bench } from '$lib/ui/lab/bench.svelte'
import { Lab } from '$lib/ui/lab/lab.svelte'
import { OwnDesk } from '$lib/ui/lab/own.svelte'
import { worthLines } from '$lib/ui/lab/rule-worth-rows'
import { trialsOf } from '$lib/ui/lab/rule-worth.svelte'
import { SetupState } from '$lib/ui/lab/setup.svelte'
import { Sweeper } from '$lib/ui/lab/sweep.svelte'
import { setText } from '$lib/ui/lab/sweep-text'
import { FakeLabClient, type FakeLabOptions, SMA } from '../../../fixtures/fake-lab-client'
import { FakeModelsClient } from '../../../fixtures/fake-models-client'
import { fakeWorth } from '../../../fixtures/fake-rule-worth'

async function world(options: FakeLabOptions = {}) {
  const client = new FakeLabClient(options)
  const lab = new Lab(client)
  const own = new OwnDesk(lab)
  const setup = new SetupState(lab, own, new AgentDesk(new FakeModelsClient({})))
  const saved: string[] = []
  const bench = new Bench(lab, setup, own, (name) => void saved.push(name))
  const sweeper = new Sweeper(lab, setup)
  await lab.open()
  setup.settle()
  sweeper.settle()
  return { client, lab, setup, bench, sweeper, saved }
}

describe('what each rule was worth', () => {
  it('is worked out when somebody asks, of the run on show alone', async () => {
    const { client, bench, saved } = await world()
    await bench.run()
    const id = bench.view?.summary.id ?? ''
    expect(bench.rules.reportOf(id)).toBeUndefined()
    await bench.rules.workOut(bench.view!)
    expect(client.calls).toContain(`ruleWorth ${id}`)
    expect(bench.rules.reportOf(id)?.rows).toHaveLength(3)
    expect(bench.rules.reportOf('another')).toBeUndefined()
    await bench.export('csv-rules')
    expect(saved).toEqual([`${id}.csv-rules`])
  })

  it('says why it was not', async () => {
    const { bench } = await world({ worthFails: 'It was stopped.' })
    await bench.run()
    await bench.rules.workOut(bench.view!)
    expect(bench.rules.problemOf('r1')).toBe('It was stopped.')
    expect(bench.rules.problemOf('r2')).toBe('')
    expect(bench.rules.reportOf('r1')).toBeUndefined()
  })

  it('has own code decide anew where it is the visitor’s, and not that of anybody’s file', async () => {
    const { client, lab, bench } = await world()
    await bench.run()
    const view = bench.view!
    const strategy = { type: 'own', name: 'Mine', code: 'mine', parameters: {} } as const
    const own = { ...view, setup: { ...view.setup, strategy } }
    await bench.rules.workOut(own)
    await lab.saveOwn({ name: 'Mine', code: 'mine' })
    await bench.rules.workOut(own)
    expect(client.calls.filter((call) => call.startsWith('ruleWorth'))).toEqual([
      'ruleWorth r1',
      'ruleWorth r1 anew',
    ])
  })

  it('is a line for each run, and one for what the strategy set itself', () => {
    const lines = worthLines(fakeWorth())
    expect(lines.map(({ name }) => name)).toEqual([
      ...['As run', 'No limits', 'Without Trailing stop 5 %', 'Trailing stop 5 % alone'],
      ...['Without Product exposure 50 %', 'Product exposure 50 % alone', 'Stop-loss'],
    ])
    expect(lines.map(({ saved }) => saved)).toEqual(['', '', '+$1,204.00', '', '−$310.50', '', '$0.00'])
    expect(lines[4]).toMatchObject({ verdicts: ['1', '9', '0'], tone: -1 })
    expect(lines[6]?.figures).toBeUndefined()
  })

  it('takes a backtest for each limit left out and each alone, none twice', () => {
    expect(trialsOf({})).toBe(0)
    expect(trialsOf({ coolDown: durationMs(1), riskModel: 2 })).toBe(2)
    expect(trialsOf({ coolDown: durationMs(1), ordersPerMinute: 3 })).toBe(4)
    expect(trialsOf(RISK_PRESETS.strict)).toBe(22)
  })
})

describe('an axis over a limit', () => {
  const specs = axisSpecs(SMA.parameters)

  it('stands in a group of its own', () => {
    const groups = axisGroups(specs)
    expect(groups.map(({ label }) => label)).toEqual(['Strategy', 'Risk limits', 'How risk is measured'])
    expect(groups[1]?.options.map(({ label }) => label)).toContain('Trailing stop (%)')
    expect(groups[2]?.options.map(({ label }) => label)).toContain('Risk model')
    expect(axisGroups(SMA.parameters)).toHaveLength(1)
  })

  it('begins around what the form says, and is asked for in what people write', async () => {
    const { sweeper, setup, client } = await world()
    setup.chooseRisk('strict')
    sweeper.setAxis(1, { parameter: 'risk:trailingStopBasisPoints' })
    expect(sweeper.form.axes[1]).toMatchObject({ from: '1', to: '4', steps: '10' })
    await sweeper.run()
    expect(client.sweeps[0]?.axes[1]).toEqual({
      ...{ parameter: 'risk:trailingStopBasisPoints', from: 1, to: 4, steps: 10 },
    })
  })

  it('has a sentence for ranges that are none', async () => {
    const { sweeper, client } = await world()
    sweeper.setAxis(0, { parameter: 'risk:tailRiskBasisPoints' })
    sweeper.setAxis(0, { from: '0', to: '5' })
    sweeper.setAxis(1, { parameter: 'risk:riskModel' })
    expect(sweeper.form.axes[1]).toMatchObject({ from: '1', to: '4', steps: '4' })
    sweeper.setAxis(1, { from: '1', to: '5' })
    await sweeper.run()
    expect(sweeper.errors).toEqual({
      'axis 0 from': 'A number from 0.01 to 100.',
      'axis 1 to': 'A number from 1 to 4.',
    })
    expect(client.sweeps).toEqual([])
  })

  it('puts what was found into the form, beside the strategy’s own', async () => {
    const { sweeper, setup } = await world()
    setup.chooseRisk('guarded')
    sweeper.use({ fast: 12, 'risk:trailingStopBasisPoints': 2.5, 'risk:riskModel': 3, 'risk:coolDown': 90 })
    expect(setup.form.parameters['fast']).toBe('12')
    expect(setup.form.risk).toMatchObject({
      choice: 'own',
      texts: {
        ...{ trailingStopBasisPoints: '2.5', riskModel: 'historical', coolDown: '90' },
        productExposureBasisPoints: '50',
      },
    })
    expect(setup.checked?.risk).toMatchObject({ trailingStopBasisPoints: 250, coolDown: 90_000 })
  })

  it('reads with its unit', () => {
    expect(setText({ fast: 3, 'risk:trailingStopBasisPoints': 2.5, 'risk:riskModel': 2 }, specs)).toBe(
      'Fast 3, Trailing stop 2.5 %, Risk model EWMA',
    )
    expect(axisValueText('risk:riskModel', 4)).toBe('Student-t')
    expect(axisValueText('risk:coolDown', 600)).toBe('600')
  })

  it('is what a strategy without parameters begins with', async () => {
    const { sweeper, setup } = await world()
    setup.chooseStrategy('listed:buy-and-hold')
    sweeper.settle()
    expect(sweeper.form.axes.map(({ parameter }) => parameter)).toEqual(['risk:trailingStopBasisPoints'])
    expect(sweeper.runs).toBe(10)
  })
})
