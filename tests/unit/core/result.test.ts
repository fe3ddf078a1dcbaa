import { describe, expect, it } from 'vitest'
import { InvariantError, assertNever, invariant } from '$lib/core/result'

const never = (value: unknown): never => value as never

describe('assertNever', () => {
  it('names the tag and nothing else of the variant', () => {
    const variant = never({ type: 'OrderVanished', key: 'sk-secret' })
    expect(() => assertNever(variant)).toThrow('unexpected variant: type "OrderVanished"')
  })

  it('throws an InvariantError even for variants JSON cannot print', () => {
    const circular: Record<string, unknown> = { kind: 'loop' }
    circular.self = circular
    for (const value of [{ type: 'Fill', fee: 5n }, circular, 5n, null, undefined, Symbol('x'), {}]) {
      expect(() => assertNever(never(value))).toThrow(InvariantError)
    }
  })
})

describe('invariant', () => {
  it('throws the message only when the condition fails', () => {
    expect(() => invariant(false, 'cash is negative')).toThrow(new InvariantError('cash is negative'))
    expect(() => invariant(true, 'cash is negative')).not.toThrow()
  })
})
