// The kill test's own judgement: every way in which a storage could be torn is told.
import { beforeAll, describe, expect, it } from 'vitest'

import { checkStored } from '../../kill/check-stored'
import { fillsByKey, isLogged, shownTrade } from '../../kill/shown-trades'
import type { StoredState } from '../../kill/stored-state'
import { Oracle } from '../../e2e/oracle'
import { TestArena } from '../match/session-harness'

let whole: StoredState

beforeAll(async () => {
  const arena = new TestArena()
  const session = await arena.start()
  await arena.clock.advance(60_000)
  await session.durable()
  const { matchId } = arena.config
  const stored = await arena.library.loadMatch(matchId)
  const decisions = await arena.library.decisions(matchId)
  if (!stored.ok || !decisions.ok) throw new Error('the match cannot be read')
  const { head, steps } = stored.value
  whole = {
    ...{ matchId, steps, decisions: decisions.value, prompts: [], hasConfig: true },
    ...{
      status: head.status,
      headSeq: head.seq,
      firstSeq: 0,
      lastSeq: steps.length - 1,
      digest: head.digest,
    },
  }
})

describe('a stored match', () => {
  it('is whole', () => {
    const { torn, steps, log } = checkStored(whole, undefined)
    expect([torn, steps.length, log.records.length]).toEqual([[], whole.steps.length, whole.steps.length])
    expect(checkStored(whole, log).torn).toEqual([])
  })

  const damages: readonly (readonly [string, (state: StoredState) => Partial<StoredState>, RegExp])[] = [
    ['lost its last event', ({ steps }) => ({ steps: steps.slice(0, -1) }), /the log ends at event \d+/],
    ['lost an event', ({ steps }) => ({ steps: steps.filter(({ seq }) => seq !== 7) }), /event 7 is missing/],
    ['has a head behind its log', ({ headSeq }) => ({ headSeq: headSeq - 1 }), /the head is at event/],
    ['lost its configuration', () => ({ hasConfig: false }), /configuration is missing/],
    ['has another digest', () => ({ digest: 'f'.repeat(64) }), /digest/],
    ['has another status', () => ({ status: 'ended' }), /the head says ended, the log running/],
    ['lost a decision', ({ decisions }) => ({ decisions: decisions.slice(1) }), /words of the decision/],
    [
      'has a decision too many',
      ({ decisions }) => ({ decisions: [...decisions, { ...decisions[0]!, tick: 9999 }] }),
      /did not close it/,
    ],
  ]

  it.each(damages)('that %s is told', (_name, damage, told) => {
    expect(checkStored({ ...whole, ...damage(whole) }, undefined).torn.join('; ')).toMatch(told)
  })

  it('that has another byte than before is told, and one that got shorter', () => {
    const { log } = checkStored(whole, undefined)
    const records = log.records.map((record, at) => (at === 5 ? record.map((byte) => byte ^ 1) : record))
    expect(checkStored(whole, { ...log, records }).torn).toEqual(['event 5 is not what it was'])
    const longer = { ...log, records: [...log.records, new Uint8Array(1)] }
    expect(checkStored(whole, longer).torn.join()).toMatch(/the log had \d+ events and now has \d+/)
  })

  it('has every fill a page can have shown of it, and no other', () => {
    const { steps } = checkStored(whole, undefined)
    const oracle = new Oracle(steps)
    const fills = fillsByKey(oracle)
    expect(oracle.trades.length).toBeGreaterThan(3)
    const { time, side, run } = oracle.trades[0]!
    const [key] = [...fills.keys()]
    const name = oracle.runs[run]!.name
    const cells = key!.split(' ').slice(2)
    const [product = '', quantity = '', price = '', value = '', fee = ''] = cells
    const row = [new Date(time).toISOString(), name, side, quantity, product, price, `$${value}`, `$${fee}`]
    expect(isLogged(shownTrade(row), fills)).toBe(true)
    const dearer = row.map((cell, at) => (at === 5 ? `${cell}1` : cell))
    expect(isLogged(shownTrade(dearer), fills)).toBe(false)
    expect(isLogged(shownTrade(row.map((cell, at) => (at === 1 ? 'Nobody' : cell))), fills)).toBe(false)
  })
})
