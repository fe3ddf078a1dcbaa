/** A sweep by one worker and by as many as there are cores; the same script is the foreman and, by its name, a hand. */
import { parseDecimal } from '$lib/core/decimal'
import { PLAIN_FILLS } from '$lib/engine/block/fill-model'
import { evaluate } from '$lib/lab/sweep/evaluate'
import { planSweep } from '$lib/lab/sweep/plan'
import type { SweepPlan, SweepRequest } from '$lib/lab/sweep/types'
import { configOf, sealed } from './backtest-figures'
import { seededBars } from './seeded-bars'

const BARS = 100_000
const SETS = 1000
const HAND = 'hand'

export interface SweepFigures {
  readonly sets: number
  readonly bars: number
  readonly cores: number
  /** By number of workers, without the time to start them and to make their bars. */
  readonly seconds: readonly { readonly workers: number; readonly seconds: number }[]
}

interface Share {
  readonly plan: SweepPlan
  readonly from: number
  readonly to: number
}

function plan(): SweepPlan {
  const cash = parseDecimal('100000')
  if (!cash.ok) throw new Error(cash.error)
  const request: SweepRequest = {
    setup: {
      ...{ datasets: [], range: { from: 0, to: 0 }, cash: cash.value, fills: PLAIN_FILLS, risk: {} },
      fees: { type: 'flat', basisPoints: 10 },
      strategy: { type: 'listed', id: 'sma-cross', parameters: {} },
    },
    axes: [
      { parameter: 'fast', from: 2, to: 60, steps: 30 },
      { parameter: 'slow', from: 70, to: 300, steps: 40 },
    ],
    search: { type: 'random', trials: SETS, seed: 'bench' },
    goal: 'sharpe',
    split: { type: 'none' },
  }
  const planned = planSweep(request, 60, BARS)
  if (!planned.ok) throw new Error(planned.error)
  return planned.value
}

function work(): void {
  const block = sealed(seededBars(BARS, 'sweep'))
  onmessage = ({ data }: MessageEvent<Share>) => {
    let trades = 0
    for (const trial of evaluate(data, configOf(1), block)) trades += trial.trades
    postMessage(trades)
  }
  postMessage('ready')
}

const answer = (worker: Worker): Promise<unknown> =>
  new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data)
  })

async function timed(whole: SweepPlan, count: number): Promise<number> {
  const workers = Array.from(
    { length: count },
    () => new Worker('/worker.js', { type: 'module', name: HAND }),
  )
  await Promise.all(workers.map(answer))
  const share = Math.ceil(whole.sets.length / count)
  const start = performance.now()
  await Promise.all(
    workers.map((worker, index) => {
      const from = index * share
      worker.postMessage({ plan: whole, from, to: Math.min(from + share, whole.sets.length) } satisfies Share)
      return answer(worker)
    }),
  )
  const seconds = (performance.now() - start) / 1000
  for (const worker of workers) worker.terminate()
  return seconds
}

async function lead(): Promise<void> {
  const whole = plan()
  const cores = navigator.hardwareConcurrency
  const seconds = []
  for (const workers of [...new Set([1, 2, cores])].filter((count) => count <= cores)) {
    seconds.push({ workers, seconds: await timed(whole, workers) })
  }
  postMessage({ figures: { sets: whole.sets.length, bars: BARS, cores, seconds } satisfies SweepFigures })
}

if (self.name === HAND) work()
else void lead()
