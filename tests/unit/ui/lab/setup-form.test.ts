import { describe, expect, it } from 'vitest'
import { decimal } from '$lib/core/decimal'
import { INITIAL_FORM, type SetupForm, type SetupWorld, checkSetup } from '$lib/ui/lab/setup-form'
import { formOfSetup } from '$lib/ui/lab/form-of-setup'
import { LAB_NOW, SMA, dataset } from '../../../fixtures/fake-lab-client'

const DAY = 86_400_000
const BTC = dataset()
const ETH = dataset({
  id: 'demo:ETH-USD:60',
  product: 'ETH-USD',
  ranges: [{ from: LAB_NOW - 10 * DAY, to: LAB_NOW - DAY / 2 }],
})

const world: SetupWorld = {
  datasets: [BTC, ETH],
  strategy: (parameters) => ({ type: 'listed', id: SMA.id, parameters }),
  misfit: undefined,
  parameters: SMA.parameters,
  coinbaseFees: { type: 'tiers', tiers: [] },
}

const form = (change: Partial<SetupForm> = {}): SetupForm => ({
  ...INITIAL_FORM,
  datasets: [BTC.id],
  from: '2025-11-01',
  to: '2025-11-10',
  strategy: 'listed:sma-cross',
  ...change,
})

const errorsOf = (change: Partial<SetupForm>, other: Partial<SetupWorld> = {}): Record<string, string> => {
  const checked = checkSetup(form(change), { ...world, ...other })
  return checked.ok ? {} : checked.error
}

describe('the form of a backtest', () => {
  it('tests the last day, too, and leaves parameters at what they begin with', () => {
    expect(checkSetup(form(), world)).toEqual({
      ok: true,
      value: {
        datasets: [BTC.id],
        range: { from: Date.UTC(2025, 10, 1), to: Date.UTC(2025, 10, 11) },
        strategy: { type: 'listed', id: SMA.id, parameters: { fast: 10, slow: 30 } },
        cash: decimal('100000'),
        fees: { type: 'flat', basisPoints: 10 },
        fills: { slippage: { type: 'none' }, latency: 0 },
        risk: {},
      },
    })
  })

  it('goes as far as every product has bars', () => {
    const checked = checkSetup(
      form({ datasets: [BTC.id, ETH.id], from: '2025-01-01', to: '2025-12-31' }),
      world,
    )
    expect(checked.ok && checked.value.range).toEqual({ from: LAB_NOW - 10 * DAY, to: LAB_NOW - DAY / 2 })
  })

  it('says what is wrong, field by field', () => {
    expect(errorsOf({ datasets: [] })).toEqual({ data: 'Choose some data.' })
    expect(errorsOf({ to: '2025-10-01' })['to']).toBe('The last day is before the first.')
    expect(errorsOf({ from: '2025-02-30' })['from']).toMatch(/^Give a day/)
    expect(errorsOf({ from: '2020-01-01', to: '2020-02-01' })['from']).toMatch(
      /^There are bars from 2025-08-23 to 2025-11-20 only/,
    )
    expect(errorsOf({ parameters: { fast: '1' } })).toEqual({ 'parameter fast': 'A number from 2 to 200.' })
    expect(errorsOf({ parameters: { slow: '30.5' } })).toEqual({ 'parameter slow': 'A whole number.' })
    expect(errorsOf({ feeBasisPoints: '1e3' })['feeBasisPoints']).toMatch(/whole number/)
    expect(errorsOf({ slippage: 'half-spread', slippageBasisPoints: '-1' })['slippageBasisPoints']).toMatch(
      /whole number/,
    )
    expect(errorsOf({ latency: '-1' })['latency']).toMatch(/Seconds/)
    expect(errorsOf({ cash: '0' })['cash']).toMatch(/more than 0/)
    expect(errorsOf({}, { strategy: undefined })).toEqual({ strategy: 'Choose a strategy that can run.' })
    expect(errorsOf({}, { misfit: 'It needs bars of 1 minute.' })).toEqual({
      strategy: 'It needs bars of 1 minute.',
    })
    expect(errorsOf({ risk: { choice: 'own', texts: { trailingStopBasisPoints: 'much' } } })).toHaveProperty(
      'trailingStopBasisPoints',
    )
  })

  it('does not look at figures that are not in use', () => {
    expect(
      errorsOf({ fees: 'tiers', feeBasisPoints: 'x', slippage: 'none', slippageBasisPoints: 'y' }),
    ).toEqual({})
  })

  it('fills at bid and ask where all of the data has them', () => {
    const [quoted, other] = [dataset({ quotes: true }), dataset({ ...ETH, quotes: true })]
    const checked = checkSetup(form({ slippage: 'quotes', slippageBasisPoints: 'x' }), {
      ...world,
      datasets: [quoted],
    })
    expect(checked.ok && checked.value.fills.slippage).toEqual({ type: 'quotes' })
    expect(checked.ok && formOfSetup(checked.value).slippage).toBe('quotes')
    const days = { from: '2025-11-12', to: '2025-11-13' }
    const both: Partial<SetupForm> = { ...days, slippage: 'quotes', datasets: [BTC.id, ETH.id] }
    expect(errorsOf(both, { datasets: [quoted, ETH] })).toEqual({
      slippage: 'Not all of this data has bid and ask.',
    })
    expect(errorsOf(both, { datasets: [quoted, other] })).toEqual({})
  })

  it('takes money as people write it, exactly', () => {
    const checked = checkSetup(form({ cash: '$1,234.000000000000000001' }), world)
    expect(checked.ok && checked.value.cash).toBe(decimal('1234.000000000000000001'))
  })

  it('comes back from the setup it made', () => {
    const made = checkSetup(
      form({
        slippage: 'volume-share',
        slippageBasisPoints: '7',
        latency: '1.5',
        parameters: { fast: '12', slow: '40' },
        cash: '2500.5',
      }),
      world,
    )
    if (!made.ok) throw new Error('the form is in order')
    expect(checkSetup(formOfSetup(made.value), world)).toEqual(made)
  })
})
