import { describe, expect, it } from 'vitest'
import { limitText, limitsText } from '$lib/core/limit-text'
import { RISK_FIELDS, RISK_PRESETS } from '$lib/core/risk-rules'
import { spanText } from '$lib/core/span-text'
import { durationMs } from '$lib/core/time'
import { unbroken } from '$lib/core/unbroken'
import { noNumber, plainNumber } from '$lib/core/written-number'

describe('limits as people read them', () => {
  it.each([
    ['basis-points', 500, '5 %'],
    ['basis-points', 1, '0.01 %'],
    ['basis-points', 10_000, '100 %'],
    ['orders', 6, '6 orders a minute'],
    ['orders', 1, '1 order a minute'],
    ['orders', 1000, '1,000 orders a minute'],
    ['milliseconds', 600_000, '10 min'],
    ['milliseconds', 86_400_000, '24 h'],
    ['returns', 1440, '1,440 returns'],
    ['milliseconds', 1, '0.001 s'],
    ['milliseconds', 3_690_500, '1 h 1 min 30.5 s'],
  ] as const)('%s %d: %s', (unit, value, text) => {
    expect(limitText({ unit }, value)).toBe(text)
  })

  it('are listed whole, or as what they change of others', () => {
    expect(limitsText({})).toBe('')
    expect(limitsText(RISK_PRESETS.guarded)).toBe(
      'product exposure 50 %, trailing stop 5 %, daily loss limit 10 %, price collar 0.5 %',
    )
    const own = { ...RISK_PRESETS.guarded, trailingStopBasisPoints: 50, coolDown: durationMs(90_000) }
    expect(limitsText(own, RISK_PRESETS.guarded)).toBe('trailing stop 0.5 %, cool-down 1 min 30 s')
    const { priceCollarBasisPoints: _collar, ...rest } = RISK_PRESETS.guarded
    expect(limitsText(rest, RISK_PRESETS.guarded)).toBe('price collar off')
  })

  it('name the choices of a field', () => {
    const texts = ['riskModel', 'tailRiskAction'].map((name) => {
      const spec = RISK_FIELDS.find(({ field }) => field === name)
      return spec?.choices.map((_, index) => limitText(spec, index + 1))
    })
    expect(texts).toEqual([
      ['normal', 'EWMA', 'historical', 'Student-t'],
      ['cancel', 'cut'],
    ])
  })

  it('tell once how they are estimated, with defaults where nothing is said', () => {
    const tail = { tailRiskBasisPoints: 500, riskModel: 3, tailRiskAction: 2 }
    expect(limitsText(tail)).toBe('tail risk 5 % (99 %, 1 h, historical, 1,440 returns, cut)')
    const swings = { volatilityTargetBasisPoints: 6000, correlatedExposureBasisPoints: 8000 }
    expect(limitsText({ ...swings, riskWindow: 60, tailRiskLevel: 9500 })).toBe(
      'volatility target 60 % (normal, 60 returns), correlated exposure 80 %',
    )
    expect(limitsText({ riskModel: 2, tailRiskLevel: 9500 })).toBe('')
  })

  it('say what differs of the settings that matter, and of no others', () => {
    const base = { tailRiskBasisPoints: 500, volatilityTargetBasisPoints: 6000 }
    expect(limitsText({ ...base, riskModel: 1, tailRiskHorizon: durationMs(3_600_000) }, base)).toBe('')
    expect(limitsText({ ...base, riskModel: 2 }, base)).toBe(
      'tail risk 5 % (99 %, 1 h, EWMA, 1,440 returns, cancel)',
    )
    expect(limitsText({ volatilityTargetBasisPoints: 6000 }, base)).toBe('tail risk off')
  })

  it('nothing of a span is nothing', () => {
    expect(spanText(0)).toBe('0 s')
  })
})

describe('numbers as people write them', () => {
  it.each([
    ['.5', '0.5'],
    ['5.', '5'],
    ['-.5', '-0.5'],
    ['$1,000.', '1000'],
    ['.', '.'],
    ['1.2.', '1.2.'],
    ['5..', '5..'],
  ])('%s is %s', (text, plain) => {
    expect(plainNumber(text)).toBe(plain)
  })

  it.each([
    ['1e1', 'Write it as a plain number, such as 1.5.'],
    ['2.5E+3', 'Write it as a plain number, such as 1.5.'],
    ['1 000', 'Write it as a plain number, such as 1.5.'],
    ['1,5', 'Write it with a point, such as 1.5.'],
    ['ten', 'Otherwise.'],
    ['5 apples', 'Otherwise.'],
  ])('%s gets its sentence', (plain, sentence) => {
    expect(noNumber(plain, 'Otherwise.')).toBe(sentence)
  })
})

describe('lines of the page', () => {
  it('do not end between a figure and its unit, nor within re-arm', () => {
    const text = 'Sold 5 SOL-USD, 0.42 % below; 10 min 5 s to wait, 12:30 UTC. Re-armed: re-arm it.'
    expect(unbroken(text)).toBe(
      'Sold 5 SOL-USD, 0.42\u00a0% below; 10\u00a0min 5\u00a0s to wait, 12:30\u00a0UTC. Re\u2011armed: re\u2011arm it.',
    )
    expect(unbroken('5 stops, 3 house agents, pre-arm')).toBe('5 stops, 3 house agents, pre-arm')
  })
})
