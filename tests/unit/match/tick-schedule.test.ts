import { describe, expect, it } from 'vitest'
import { TickSchedule } from '$lib/match/tick-schedule'
import { at, ms } from './fixtures'

describe('TickSchedule: the first tick', () => {
  it('comes as soon as every product has a price', () => {
    const schedule = new TickSchedule(ms(60_000), undefined)
    schedule.pricesKnown(at(0), 2, 3)
    expect(schedule.isDue(at(4999))).toBe(false)
    schedule.pricesKnown(at(1200), 3, 3)
    expect(schedule.isDue(at(1200))).toBe(true)
    expect(schedule.nextAt).toBe(at(1200))
  })

  it('waits 5 s for missing products, counted from the first price, then goes without them', () => {
    const schedule = new TickSchedule(ms(60_000), undefined)
    schedule.pricesKnown(at(0), 0, 3)
    expect(schedule.waitingForPrices).toBe(false)
    schedule.pricesKnown(at(30_000), 1, 3)
    expect(schedule.waitingForPrices).toBe(true)
    schedule.pricesKnown(at(34_999), 2, 3)
    expect(schedule.isDue(at(34_999))).toBe(false)
    schedule.pricesKnown(at(35_000), 2, 3)
    expect(schedule.isDue(at(35_000))).toBe(true)
    expect(schedule.waitingForPrices).toBe(false)
  })

  it('never comes without any price', () => {
    const schedule = new TickSchedule(ms(10_000), undefined)
    for (let second = 0; second < 60; second += 1) schedule.pricesKnown(at(second * 1000), 0, 3)
    expect(schedule.isDue(at(60_000))).toBe(false)
  })
})

describe('TickSchedule: the rhythm', () => {
  function started(interval: number): TickSchedule {
    const schedule = new TickSchedule(ms(interval), undefined)
    schedule.pricesKnown(at(0), 1, 1)
    schedule.published(at(0))
    return schedule
  }

  it('is kept although ticks are published a little late', () => {
    const schedule = started(60_000)
    schedule.published(at(60_210))
    schedule.published(at(120_890))
    expect(schedule.nextAt).toBe(at(180_000))
  })

  it('catches up at most one tick after a sleep, then is in step again', () => {
    const schedule = started(60_000)
    expect(schedule.isDue(at(1_000_000))).toBe(true)
    schedule.published(at(1_000_000))
    expect(schedule.isDue(at(1_000_000))).toBe(false)
    expect(schedule.nextAt).toBe(at(1_020_000))
  })

  it('is 5 s when the interval is 0, "on every batch"', () => {
    const schedule = started(0)
    expect(schedule.spacing).toBe(5000)
    expect(schedule.isDue(at(4999))).toBe(false)
    expect(schedule.isDue(at(5000))).toBe(true)
  })

  it('goes on from the last tick in the log', () => {
    const schedule = new TickSchedule(ms(60_000), at(0))
    schedule.pricesKnown(at(1000), 3, 3)
    expect(schedule.nextAt).toBe(at(60_000))
  })

  it('after a pause is due at once, or when it was if that is later', () => {
    const late = started(60_000)
    late.resumed(at(300_000))
    expect(late.nextAt).toBe(at(300_000))
    const early = started(60_000)
    early.resumed(at(10_000))
    expect(early.nextAt).toBe(at(60_000))
  })
})
