import { beforeAll, describe, expect, it } from 'vitest'
import { DECIMAL_ZERO, decimal } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import { type ForkWorld, liveOn } from '$lib/replay/fork/fork'
import { type MatchTape, readTape } from '$lib/replay/match-tape'
import type { ForkAnswer, ForkChoice } from '$workers/api/replay'
import { chatNode, reply } from '../../fixtures/scripted-models'
import { playedDemo } from '../../fixtures/played-demo'
import { VirtualClock } from '../../fixtures/virtual-clock'

const MINUTES = 40
const MOMENTUM = 0
const BRAINROT = 1

let tape: MatchTape

beforeAll(async () => {
  const slices = readTape(await playedDemo('fork', MINUTES))
  for (;;) {
    const slice = slices.next()
    if (slice.done !== true) continue
    if (!slice.value.ok) throw new Error(slice.value.error)
    tape = slice.value.value
    return
  }
}, 60_000)

function choice(over: Partial<ForkChoice>): ForkChoice {
  return {
    run: MOMENTUM,
    tick: 1,
    brain: 'house:momentum',
    prompt: '',
    name: 'Again',
    spendCap: '0.50',
    ...over,
  }
}

function world(over: Partial<ForkWorld> = {}): ForkWorld {
  return {
    ...{ clock: new VirtualClock(), node: undefined, spendCap: decimal('0.5') },
    ...{ signal: new AbortController().signal, onProgress: () => undefined },
    breathe: () => Promise.resolve(),
    complete: () => Promise.resolve(reply()),
    ...over,
  }
}

async function lived(made: ForkChoice, within = world()): Promise<ForkAnswer> {
  const answer = await liveOn(tape, made, within)
  if (!answer.ok) throw new Error(answer.error)
  return answer.value
}

describe('a fork', () => {
  it.each([MOMENTUM, BRAINROT, 2])(
    'by the same rules from the first tick on is the same life (run %i)',
    async (run) => {
      const brain = tape.match.config.runs[run]?.brain ?? ''
      const { original, forked, cost, notice } = await lived(choice({ run, brain, name: 'Twin' }))
      expect(original.trades).toBeGreaterThan(0)
      expect({ ...forked, name: original.name }).toEqual(original)
      expect({ cost, notice }).toEqual({ cost: '0', notice: '' })
    },
  )

  it('by other rules shares the past, not the future', async () => {
    const at = 20
    const { original, forked, forkedAt } = await lived(choice({ tick: at, brain: 'house:scalper' }))
    const before = (life: typeof forked): unknown => life.curve.filter(({ time }) => time <= forkedAt)
    expect(before(forked)).toEqual(before(original))
    expect(before(forked)).not.toEqual([])
    expect(forked.equity).not.toBe(original.equity)
    expect(forked.curve.map(({ time }) => time)).toEqual(original.curve.map(({ time }) => time))
  })

  it('is a function of its tape', async () => {
    const made = choice({ tick: 10, brain: 'house:brainrot' })
    expect(await lived(made)).toEqual(await lived(made))
  })

  it('by a language model asks it at every tick from then on, and says what that cost', async () => {
    const node = chatNode('own')
    const asked: number[] = []
    const answer = await lived(
      choice({ tick: MINUTES - 3, brain: 'node:own', prompt: 'Hold.' }),
      world({
        node,
        complete: (_, request) => {
          asked.push(request.messages.length)
          return Promise.resolve(reply(decimal('0.01')))
        },
      }),
    )
    expect(asked.length).toBeGreaterThan(1)
    expect(answer.cost).toBe(`0.0${asked.length}`)
    expect(answer.forked.trades).toBeLessThanOrEqual(answer.original.trades)
  })

  it('makes no call that its cap does not pay for, and gives up', async () => {
    let asked = 0
    const prices = { ...chatNode('own').prices, input: '100', output: '100' }
    const answer = await lived(
      choice({ tick: 5, brain: 'node:own', prompt: 'Hold.' }),
      world({
        node: chatNode('own', { prices }),
        spendCap: DECIMAL_ZERO,
        complete: () => {
          asked += 1
          return Promise.resolve(reply())
        },
      }),
    )
    expect(asked).toBe(0)
    expect(answer.notice).toMatch(/^Stopped at tick 9\. .*does not pay/)
    expect(answer.original.curve.length).toBe(answer.forked.curve.length)
  })

  it('lets the market go on while a model thinks', async () => {
    const clock = new VirtualClock()
    const thinks = durationMs(30_000)
    const seen: number[] = []
    const answering = liveOn(
      tape,
      choice({ tick: MINUTES - 2, brain: 'node:own', prompt: 'Hold.' }),
      world({
        ...{ clock, node: chatNode('own') },
        complete: async () => {
          seen.push(clock.now())
          await new Promise<void>((resolve) => void clock.after(thinks, resolve))
          return reply()
        },
      }),
    )
    for (let minute = 0; minute < 10; minute += 1) await clock.advance(60_000)
    expect((await answering).ok).toBe(true)
    expect(seen.length).toBeGreaterThan(0)
  })

  it('that the person stops ends there, for both lives', async () => {
    const stop = new AbortController()
    const answer = await lived(
      choice({ tick: 3 }),
      world({ signal: stop.signal, onProgress: ({ tick }) => (tick === 12 ? stop.abort() : undefined) }),
    )
    expect(answer.notice).toMatch(/^Stopped before the end/)
    expect(answer.original.curve.at(-1)?.time).toBe(answer.forked.curve.at(-1)?.time)
  })

  it.each([
    ['a tick that never came', choice({ tick: 9999 }), /no tick 9999/],
    ['the benchmark', choice({ run: 3 }), /Only an agent/],
    ['no such run', choice({ run: 77 }), /Only an agent/],
    ['a brain that is not there', choice({ brain: 'node:gone' }), /no such brain/],
    ['a model without a prompt', choice({ brain: 'node:own' }), /needs a system prompt/],
  ])('of %s is refused', async (_, made, sentence) => {
    const node = made.brain === 'node:own' ? chatNode('own') : undefined
    const answer = await liveOn(tape, made, world({ node }))
    expect(answer.ok ? '' : answer.error).toMatch(sentence)
  })
})
