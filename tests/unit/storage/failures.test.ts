import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { InvariantError } from '$lib/core/result'
import { StoreFailure } from '$lib/core/store-failure'
import { storeFailureOf } from '$lib/storage/failures'

const dom = (name: string): DOMException => new DOMException('from the browser', name)

describe('what browsers throw', () => {
  it.each([
    ['QuotaExceededError', 'quota'],
    ['AbortError', 'aborted'],
    ['UnknownError', 'aborted'],
    ['TransactionInactiveError', 'aborted'],
    ['InvalidStateError', 'unavailable'],
    ['SecurityError', 'unavailable'],
    ['VersionError', 'unavailable'],
    ['ConstraintError', 'damaged'],
    ['DataCloneError', 'damaged'],
    ['NeverHeardOfError', 'unavailable'],
  ])('%s becomes %s with a sentence', (name, kind) => {
    const failure = storeFailureOf(dom(name))
    expect(failure.kind).toBe(kind)
    expect(failure.message).toMatch(/^[A-Z].*\.$/)
    expect(failure.message).not.toContain('from the browser')
  })

  it('is found inside what Dexie wraps around it, the cause before the symptom', () => {
    const quota = dom('QuotaExceededError')
    expect(storeFailureOf(new Dexie.AbortError('aborted', quota)).kind).toBe('quota')
    expect(storeFailureOf(new Dexie.OpenFailedError('open', dom('UnknownError'))).kind).toBe('unavailable')
    expect(storeFailureOf(new Dexie.BulkError('bulk', { 0: dom('ConstraintError') })).kind).toBe('damaged')
    expect(storeFailureOf(new Dexie.DatabaseClosedError()).kind).toBe('unavailable')
  })

  it('survives errors that contain themselves and things that are no errors', () => {
    const loop: { name: string; inner?: unknown } = { name: 'AbortError' }
    loop.inner = loop
    expect(storeFailureOf(loop).kind).toBe('aborted')
    for (const odd of [undefined, null, 'text', 4]) expect(storeFailureOf(odd).kind).toBe('unavailable')
  })

  it('keeps a failure as it is and never dresses up a defect as one', () => {
    const failure = new StoreFailure('fenced', 'Told already.')
    expect(storeFailureOf(failure)).toBe(failure)
    expect(() => storeFailureOf(new InvariantError('ours'))).toThrow(InvariantError)
  })
})
