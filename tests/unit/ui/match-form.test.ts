import { describe, expect, it } from 'vitest'
import { err, ok } from '$lib/core/result'
import { DEFAULT_FORM, type MatchForm, checkMatchForm } from '$lib/ui/match-form/form'
import { HOUSE_PROFILES, choicesOf } from '$lib/ui/match-form/agent-choices'
import { MatchFormState, type MatchFormSources } from '$lib/ui/match-form/match-form.svelte'
import { idFromText, searchProducts } from '$lib/ui/match-form/product-search'
import { checkEndpoint } from '$lib/ui/settings/settings-form'
import { rosterBook } from '../../fixtures/fake-language-models'

const check = (change: Partial<MatchForm>, known?: ReadonlySet<string>) =>
  checkMatchForm({ ...DEFAULT_FORM, ...change }, known)
const errors = (change: Partial<MatchForm>, known?: ReadonlySet<string>) => {
  const checked = check(change, known)
  return checked.ok ? {} : checked.error
}
/** The form's agents with so many of each. */
const counted = (counts: readonly string[], profiles = HOUSE_PROFILES) =>
  choicesOf(profiles).map((choice, index) => ({ ...choice, count: counts[index] ?? '0' }))
const sources = (change: Partial<MatchFormSources> = {}): MatchFormSources => ({
  listProducts: async () => err('No list.'),
  roster: async () => rosterBook(HOUSE_PROFILES),
  ...change,
})
const listing = (id: string) => {
  const [base = '', quote = ''] = id.split('-')
  return { id, base, quote, quoteIncrement: '0.01', baseIncrement: '0.01', minMarketFunds: '1' }
}

describe('a valid form', () => {
  it('becomes the house match by default', () => {
    expect(check({})).toEqual({
      ok: true,
      value: {
        source: 'coinbase',
        products: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'],
        intervalSeconds: 60,
        rules: 'realistic',
        initialCash: '100000',
        roster: ['Momentum', 'Brainrot', 'Scalper'].map((name) => ({
          name,
          strategy: name.toLowerCase(),
          prompt: '',
          brain: `house:${name.toLowerCase()}`,
          color: `--${name.toLowerCase()}`,
        })),
      },
    })
  })

  it('carries seed and speed only for the demo', () => {
    expect(check({ source: 'demo', seed: ' tape-7 ', speed: 60 })).toMatchObject({
      value: { seed: 'tape-7', speed: 60 },
    })
    const live = check({ source: 'coinbase', seed: 'tape 7 !', speed: 60 })
    expect(live.ok && ('seed' in live.value || 'speed' in live.value)).toBe(false)
  })

  it('reads hours, dollars, an interval of 0 and a crowd', () => {
    const checked = check({
      duration: '1.5',
      initialCash: ' $1,234.50 ',
      interval: '0',
      agents: counted(['48', '', '2']),
    })
    expect(checked).toMatchObject({
      value: { durationMinutes: 90, initialCash: '1234.5', intervalSeconds: 0 },
    })
    const names = checked.ok ? (checked.value.roster ?? []).map((agent) => agent.name) : []
    expect(names).toHaveLength(50)
    expect(new Set(names).size).toBe(50)
    expect(names.at(-1)).toBe('Scalper 2')
  })
})

describe('each fault has its sentence beside its field', () => {
  it.each([
    ['products', { products: [] }, 'at least one'],
    ['products', { products: Array.from({ length: 11 }, (_, index) => `A${index}-USD`) }, 'at most 10'],
    ['products', { products: ['btc'] }, 'not a product id'],
    ['interval', { interval: '' }, 'number'],
    ['interval', { interval: '-5' }, 'number'],
    ['interval', { interval: '1e3' }, 'number'],
    ['interval', { interval: '86401' }, 'a day'],
    ['initialCash', { initialCash: 'much' }, 'dollars'],
    ['initialCash', { initialCash: '100000,5' }, 'with a point'],
    ['initialCash', { initialCash: '-100' }, '$1'],
    ['initialCash', { initialCash: '0.5' }, '$1'],
    ['initialCash', { initialCash: '100.001' }, 'cent'],
    ['initialCash', { initialCash: '1000000001' }, '$1,000,000,000'],
    ['duration', { duration: '0' }, 'a minute'],
    ['duration', { duration: 'long' }, 'number'],
    ['duration', { duration: '721' }, '30 days'],
    ['seed', { source: 'demo', seed: '<b>' }, 'seed'],
    [
      'trailingStopBasisPoints',
      { risk: { choice: 'own', texts: { trailingStopBasisPoints: '0' } } },
      'more than 0\u00a0%',
    ],
    ['agents', { agents: counted(['1.5', '1', '1']) }, 'whole number'],
    ['agents', { agents: counted(['1', '1', '49']) }, 'these are 51'],
    ['agents', { agents: counted(['0', '', '0']) }, 'at least one'],
    ['agents', { agents: counted(['1', '999999']) }, 'up to 50'],
  ] as const)('%s of %o', (field, change, part) => {
    const found = errors(change)
    expect(Object.keys(found)).toEqual([field])
    expect(found[field]).toContain(part)
  })

  it('refuses a market that is not in the list, when there is one', () => {
    expect(errors({ products: ['GONE-USD'] }, new Set(['BTC-USD'])).products).toContain('GONE-USD')
    expect(errors({ products: ['GONE-USD'] })).toEqual({})
  })
})

describe('the dialog', () => {
  it('shows sentences only from the first attempt on, and takes them back once mended', async () => {
    const form = new MatchFormState({ interval: 'x' }, sources())
    expect(form.errors).toEqual({})
    expect(await form.submit()).toBeUndefined()
    expect(form.errors.interval).toBeDefined()
    form.set('interval', '5')
    expect(form.errors).toEqual({})
    expect((await form.submit())?.intervalSeconds).toBe(5)
  })

  it('fills in a set of risk rules, and takes a change for own limits', async () => {
    const form = new MatchFormState({}, sources())
    expect((await form.submit())?.risk).toBeUndefined()
    form.chooseRisk('guarded')
    expect((await form.submit())?.risk).toMatchObject({ trailingStopBasisPoints: '5' })
    expect(form.limitsOpen).toBe(false)
    form.setRisk('trailingStopBasisPoints', '7 %')
    expect(form.form.risk.choice).toBe('own')
    expect((await form.submit())?.risk).toMatchObject({
      trailingStopBasisPoints: '7',
      dailyLossBasisPoints: '10',
    })
    form.chooseRisk('classic')
    expect((await form.submit())?.risk).toBeUndefined()
  })

  it('shows the limits when they are to be filled in or are at fault', async () => {
    const form = new MatchFormState({}, sources())
    form.chooseRisk('own')
    expect(form.limitsOpen).toBe(true)
    form.limitsOpen = false
    form.setRisk('coolDown', 'long')
    expect(await form.submit()).toBeUndefined()
    expect(form.errors.coolDown).toContain('Cool-down')
    expect(form.limitsOpen).toBe(true)
  })

  it('finds markets, adds the best match by Enter, and takes typed ids without a list', async () => {
    const ids = ['1INCH-USD', 'BTC-USD', 'WBTC-USD']
    const form = new MatchFormState(
      { products: [] },
      sources({ listProducts: async () => ok(ids.map(listing)) }),
    )
    form.search = 'pepe'
    form.addTyped()
    expect(form.form.products).toEqual(['PEPE-USD'])
    await form.loadListings()
    form.search = 'btc'
    expect(form.suggestions.map((each) => each.id)).toEqual(['BTC-USD', 'WBTC-USD'])
    form.addTyped()
    form.search = 'zzz'
    form.addTyped()
    form.search = ''
    form.addTyped()
    expect(form.form.products).toEqual(['PEPE-USD', 'BTC-USD'])
    form.toggle('PEPE-USD')
    expect(form.form.products).toEqual(['BTC-USD'])
  })

  it('says why there is no list, and asks for the list of the source chosen', async () => {
    const asked: string[] = []
    const listProducts: MatchFormSources['listProducts'] = async (source) => {
      asked.push(source)
      return source === 'demo' ? ok([listing('DEMO-USD')]) : err('Coinbase did not answer.')
    }
    const form = new MatchFormState({ source: 'coinbase' }, sources({ listProducts }))
    await form.loadListings()
    expect(form.listProblem).toBe('Coinbase did not answer.')
    expect(form.listed).toBe(false)
    form.set('source', 'demo')
    await Promise.resolve()
    await form.loadListings()
    expect(form.suggestions.map((each) => each.id)).toEqual(['DEMO-USD'])
    form.set('source', 'coinbase')
    expect(form.listProblem).toBe('Coinbase did not answer.')
    expect(asked.filter((source) => source === 'demo').length).toBeGreaterThan(0)
  })

  it('turns a rejected list into a sentence', async () => {
    const form = new MatchFormState({}, sources({ listProducts: () => Promise.reject(new Error('gone')) }))
    await form.loadListings()
    expect(form.listProblem).toContain('could not be loaded')
  })

  it('understands what people type', () => {
    expect(idFromText(' eth ')).toBe('ETH-USD')
    expect(idFromText('eth/usd')).toBe('ETH-USD')
    expect(idFromText('')).toBe('')
    expect(searchProducts(['A-USD', 'BA-USD'].map(listing), 'a', 1).map((each) => each.id)).toEqual(['A-USD'])
  })
})

describe('endpoints', () => {
  it.each(['http://x.test', 'ftp://x.test', 'x', '', 'https://me:pw@x.test', 'https://x.test/?key=1'])(
    'refuses %s',
    (text) => expect(checkEndpoint(text, ['https:']).ok).toBe(false),
  )

  it('takes an address without its trailing slash', () => {
    expect(checkEndpoint(' https://x.test/base/ ', ['https:'])).toEqual({
      ok: true,
      value: 'https://x.test/base',
    })
  })
})
