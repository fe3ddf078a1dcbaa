import { describe, expect, it } from 'vitest'
import { INITIAL_PORTFOLIO, type PortfolioForm, checkPortfolio } from '$lib/ui/lab/risk/portfolio-form'
import { INITIAL_SIMULATION, type SimulationForm, checkSimulation } from '$lib/ui/lab/risk/simulation-form'
import { LAB_NOW, dataset } from '../../../fixtures/fake-lab-client'

const BTC = dataset()
const SOL = dataset({ id: 'demo:SOL-USD:60', product: 'SOL-USD' })
const WORLD = { datasets: [BTC, SOL], runs: [{ id: 'r1' }] }
const FORM: PortfolioForm = {
  ...INITIAL_PORTFOLIO,
  holdings: [
    { dataset: BTC.id, quantity: '0.5' },
    { dataset: SOL.id, quantity: '' },
  ],
  from: '2025-10-01',
  to: '2025-10-31',
}

function portfolio(change: Partial<PortfolioForm>) {
  return checkPortfolio({ ...FORM, ...change }, WORLD)
}
function measured(measure: PortfolioForm['measure']) {
  return portfolio({ measure })
}
function simulation(change: Partial<SimulationForm>) {
  return checkSimulation({ ...INITIAL_SIMULATION, ...change })
}

describe('a portfolio', () => {
  it('is what the lab is asked about; an empty quantity is nothing held', () => {
    expect(portfolio({ cash: '$50,000' })).toEqual({
      ok: true,
      value: {
        source: {
          type: 'datasets',
          range: { from: Date.UTC(2025, 9, 1), to: Date.UTC(2025, 10, 1) },
          holdings: [
            { dataset: BTC.id, quantity: '0.5' },
            { dataset: SOL.id, quantity: '0' },
          ],
          cash: '50000',
        },
        rules: { tailRiskBasisPoints: 500 },
      },
    })
  })

  it('may be a backtest, if it is still there', () => {
    expect(portfolio({ source: 'run', run: 'r1' })).toMatchObject({
      value: { source: { type: 'run', id: 'r1' } },
    })
    expect(portfolio({ source: 'run', run: 'r2' })).toEqual({ ok: false, error: { run: 'Choose a run.' } })
    expect(checkPortfolio({ ...FORM, source: 'run' }, { ...WORLD, runs: [] })).toMatchObject({
      error: { run: 'There is no run yet: make one under Backtest.' },
    })
  })

  it.each([
    ['-1', 'A quantity: 0 or more.'],
    ['NaN', 'A quantity: 0 or more.'],
    ['1,5', 'Write it with a point, such as 1.5.'],
    ['1e3', 'Write it as a plain number, such as 1.5.'],
  ])('says what is wrong with the quantity %s', (quantity, sentence) => {
    const holdings = [{ dataset: BTC.id, quantity }]
    expect(portfolio({ holdings })).toEqual({ ok: false, error: { 'holding 0': sentence } })
  })

  it('tells all mistakes at once, each at its field', () => {
    const wrong = portfolio({
      cash: 'much',
      from: '2031-01-01',
      to: '2031-02-01',
      measure: { riskWindow: '5' },
    })
    expect(wrong.ok).toBe(false)
    expect(Object.keys(wrong.ok ? {} : wrong.error).sort()).toEqual(['cash', 'from', 'riskWindow'])
    expect(portfolio({ holdings: [] })).toMatchObject({ error: { data: 'Choose some data.' } })
  })

  it('takes the measure as people write limits, and leaves out what is as usual', () => {
    const told = {
      riskModel: 'historical',
      riskWindow: '1,000',
      tailRiskLevel: '97.5 %',
      tailRiskHorizon: '600',
    }
    expect(measured(told)).toMatchObject({
      value: { rules: { riskModel: 3, riskWindow: 1000, tailRiskLevel: 9750, tailRiskHorizon: 600_000 } },
    })
    expect(measured({})).toMatchObject({ value: { rules: {} } })
  })

  it.each([
    ['tailRiskLevel', '0'],
    ['tailRiskLevel', '1'],
    ['tailRiskLevel', '100'],
    ['tailRiskLevel', 'NaN'],
    ['riskWindow', '1000000000'],
    ['riskWindow', '60.5'],
    ['tailRiskHorizon', '0'],
    ['tailRiskBasisPoints', '-5'],
    ['riskModel', 'crystal-ball'],
  ])('refuses %s %s with a sentence', (field, text) => {
    const checked = measured({ [field]: text })
    expect(checked.ok ? {} : checked.error).toEqual({ [field]: expect.stringMatching(/\.$/) as unknown })
  })

  it('is cut to the bars there are', () => {
    expect(portfolio({ to: '2031-01-01' })).toMatchObject({ value: { source: { range: { to: LAB_NOW } } } })
  })
})

describe('a simulation', () => {
  it('is fine as it first stands', () => {
    expect(checkSimulation(INITIAL_SIMULATION)).toEqual({
      ok: true,
      value: {
        model: { type: 'bootstrap', meanBlock: 30 },
        ...{
          paths: 100_000,
          steps: 60,
          seed: '1',
          antithetic: false,
          drift: false,
          ruin: 0.5,
          drawdown: 0.01,
        },
      },
    })
  })

  it('has jumps that are fitted or given', () => {
    expect(simulation({ model: 'jump-diffusion' })).toMatchObject({
      value: { model: { type: 'jump-diffusion', jumps: { type: 'fitted' } } },
    })
    const given = { model: 'jump-diffusion', jumps: 'given', jumpsPerDay: '3', jumpMean: '-2 %' } as const
    expect(simulation(given)).toMatchObject({
      value: { model: { jumps: { type: 'given', perDay: 3, mean: -0.02, deviation: 0.01 } } },
    })
  })

  it.each([
    ['paths', '999', 'A whole number from 1,000 to 1,000,000.'],
    ['paths', '1,000,001', 'A whole number from 1,000 to 1,000,000.'],
    ['paths', '1e9', 'A whole number from 1,000 to 1,000,000.'],
    ['drawdown', '1e9', 'Write it as a plain number, such as 1.5.'],
    ['paths', '5000.5', 'A whole number from 1,000 to 1,000,000.'],
    ['steps', '0', 'A whole number from 1 to 1,440.'],
    ['steps', 'NaN', 'A whole number from 1 to 1,440.'],
    ['seed', '  ', 'Any text of 1 to 100 characters.'],
    ['ruin', '0', 'Per cent, more than 0 and at most 100.'],
    ['drawdown', '101', 'Per cent, more than 0 and at most 100.'],
    ['meanBlock', '0.5', 'A number from 1 to 10,000.'],
  ] as const)('refuses %s %s', (field, text, sentence) => {
    expect(simulation({ [field]: text })).toEqual({ ok: false, error: { [field]: sentence } })
  })

  it('looks only at fields that its model has', () => {
    expect(simulation({ model: 'gbm', meanBlock: 'x', jumpMean: 'x' }).ok).toBe(true)
    expect(simulation({ model: 'jump-diffusion', jumps: 'given', jumpMean: 'x' })).toEqual({
      ok: false,
      error: { jumpMean: 'A number from -100 to 100.' },
    })
  })
})
