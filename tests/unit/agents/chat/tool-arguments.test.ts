import { describe, expect, it } from 'vitest'
import { echoedArguments, parseArguments } from '$lib/agents/chat/tool-arguments'
import { readQuantity } from '$lib/agents/tools/trade-quantity'
import { decimal, decimalToString, scaleDecimal } from '$lib/core/decimal'
import { product } from '../fixtures'

const FINE = product('FINE', '1', '0.000000000000000001')
const WIDE = product('WIDE', '0.01', '0.00000001')

describe('tool arguments', () => {
  it.each(['0.001', '1e-8', '0.000000001234567891', '0.003456789012345678'])(
    'carry the quantity %s exactly to the trade',
    (literal) => {
      const parsed = parseArguments(`{"quantity": ${literal}}`)
      const given = parsed.ok ? (parsed.value as { quantity: unknown }).quantity : undefined
      const quantity = readQuantity(FINE, given, false)
      const written = literal === '1e-8' ? '0.00000001' : literal
      expect(quantity.ok && decimalToString(scaleDecimal(FINE.baseIncrement, BigInt(quantity.value)))).toBe(
        written,
      )
    },
  )

  it('keep more digits than a double does', () => {
    expect(parseArguments('{"quantity":12345678.12345678}')).toEqual({
      ok: true,
      value: { quantity: '12345678.12345678' },
    })
    const quantity = readQuantity(WIDE, '12345678.12345678', false)
    expect(quantity.ok && scaleDecimal(WIDE.baseIncrement, BigInt(quantity.value))).toBe(
      decimal('12345678.12345678'),
    )
  })

  it('leave numbers within text alone', () => {
    const given = { expression: 'say \\"1.23456789012345678901\\" + 1', note: '\\' }
    expect(parseArguments(JSON.stringify(given))).toEqual({ ok: true, value: given })
  })

  it('may be left out, and are refused when they are no JSON', () => {
    expect(parseArguments('  ')).toEqual({ ok: true, value: {} })
    for (const text of ['{', '{"a":1,}', 'buy', "{'a': 1}", '{"a":01}'])
      expect(parseArguments(text).ok).toBe(false)
  })

  it('are echoed as valid JSON in any case', () => {
    expect(echoedArguments('{"a": 1}')).toBe('{"a": 1}')
    expect(echoedArguments('')).toBe('{}')
    expect(JSON.parse(echoedArguments('{"a'))).toEqual({ unreadable: '{"a' })
  })
})
