// However often it is stopped, and whatever the exchange answers in between: in the end the library has what
// the exchange has, each bar once, and nothing was asked for in vain.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTE, T0, between } from '../../../fixtures/lab-world'
import type { FakeAnswer } from '../../../fixtures/coinbase/fake-rest'
import { DownloadWorld, SECOND, minutes } from '../../../fixtures/download-world'

const ENDS = 2400

const faults: fc.Arbitrary<FakeAnswer | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant({ status: 429, body: '{}' }) },
  { weight: 1, arbitrary: fc.constant<FakeAnswer>('unreachable') },
  { weight: 1, arbitrary: fc.constant({ status: 200, body: '<html>' }) },
)

interface Visit {
  readonly from: number
  readonly length: number
  /** Stopped after so many tenths of a second. */
  readonly patience: number
  readonly stop: 'pause' | 'reload' | 'cancel'
}

const visit: fc.Arbitrary<Visit> = fc.record({
  from: fc.integer({ min: 0, max: ENDS - 400 }),
  length: fc.integer({ min: 1, max: 1500 }),
  patience: fc.integer({ min: 0, max: 15 }),
  stop: fc.constantFrom('pause', 'reload', 'cancel'),
})

async function visits(world: DownloadWorld, { from, length, patience, stop }: Visit): Promise<void> {
  await world.downloads.start(minutes(from, Math.min(ENDS, from + length)))
  for (let tenth = 0; tenth < patience; tenth += 1) await world.clock.advance(SECOND / 10)
  const id = world.downloads.views().find(({ state }) => state === 'running')?.id ?? ''
  if (stop === 'pause') await world.downloads.pause(id)
  if (stop === 'cancel') await world.downloads.cancel(id)
  if (stop === 'reload') {
    await world.close()
    await world.open()
  }
}

it('a download that is stopped again and again ends with what the exchange has', async () => {
  const holes = fc.record({
    every: fc.integer({ min: 2, max: 900 }),
    length: fc.integer({ min: 0, max: 700 }),
  })
  await fc.assert(
    fc.asyncProperty(
      holes,
      fc.array(visit, { maxLength: 4 }),
      fc.array(faults),
      async (hole, plan, given) => {
        const world = await new DownloadWorld(true).open()
        const has = (bucket: number): boolean => bucket % (hole.every + hole.length) < hole.every
        let answers = 0
        world.server.answer = (request) => {
          const fault = request.path.endsWith('/candles') ? given[answers++] : undefined
          return fault ?? world.exchange(request, (time, step) => step > 60 || has((time - T0) / MINUTE))
        }
        for (const one of plan) await visits(world, one)
        await world.downloads.start(minutes(0, ENDS))
        await world.finish()
        expect(await world.stored(0, ENDS)).toEqual(between(0, ENDS).filter(has))
        const before = world.asked.length
        await world.downloads.start(minutes(0, ENDS))
        await world.finish()
        expect(world.asked).toHaveLength(before)
        await world.close()
      },
    ),
    { numRuns: 25 },
  )
}, 60_000)
