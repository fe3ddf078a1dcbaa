/** Workers that the page hires for one sweep or one simulation. */
import * as Comlink from 'comlink'
import type { Clock } from '../../lib/core/clock'
import type { Result } from '../../lib/core/result'
import type {
  LabWorkerApi,
  PlannedSimulation,
  PlannedSweep,
  ShareListener,
  SimulationPart,
  TrialResult,
} from '../api/lab'
import type { Settings } from '../api/match'
import { DisposableWorker } from '../disposable-worker'
import labWorkerUrl from '../lab.worker?worker&url'
import { workerOfPage } from '../owned-worker'
import type { Hand, Share, SharedWork } from './pool'

/** Path-steps of one product that are worth a worker of their own: what it takes to start one. */
const WORTH_A_HAND = 2_000_000
/** Bytes that the hands' copies of a simulation's returns may take together. */
const MOST_COPIED = 512_000_000

/** Trials of a sweep; each hand reads the bars itself unless they are shared. */
export function sweepWork(
  { plan, shared }: PlannedSweep,
  clock: Clock,
  settings: Settings,
  collect: (trials: readonly TrialResult[]) => void,
): SharedWork<readonly TrialResult[]> {
  const of = plan.sets.length * plan.windows.length
  const bars = shared === undefined ? {} : { shared }
  const hire = async (): Promise<Hand<readonly TrialResult[]>> => {
    const worker = await hireWorker(clock, (remote) => remote.join(settings))
    return handOf(worker, (remote, share, told) => remote.evaluate({ plan, ...share, ...bars }, told))
  }
  return { of, hands: of, unit: 1, hire, collect }
}

/** Paths of a simulation. */
export function simulationWork(
  { plan, pathsAtOnce }: PlannedSimulation,
  clock: Clock,
  collect: (part: SimulationPart) => Promise<void>,
): SharedWork<SimulationPart> {
  const { settings, returns } = plan
  const hire = async (): Promise<Hand<SimulationPart>> => {
    const worker = await hireWorker(clock, (remote) => remote.takePlan(plan))
    return handOf(worker, (remote, share, told) => remote.simulate(share, told))
  }
  const worth = (settings.paths * settings.steps * returns.length) / WORTH_A_HAND
  const bytes = returns.reduce((sum, column) => sum + column.byteLength, 0)
  const hands = Math.ceil(Math.min(worth, MOST_COPIED / Math.max(1, bytes)))
  return { of: settings.paths, hands, unit: pathsAtOnce, hire, collect }
}

function handOf<Part>(
  worker: DisposableWorker<LabWorkerApi>,
  take: (
    remote: Comlink.Remote<LabWorkerApi>,
    share: Share,
    told: ShareListener & Comlink.ProxyMarked,
  ) => Promise<Result<Part, string>>,
): Hand<Part> {
  return {
    take: (share, told) => worker.ask((remote) => take(remote, share, Comlink.proxy({ ...told }))),
    end: () => worker.end(),
  }
}

async function hireWorker(
  clock: Clock,
  prepare: (remote: Comlink.Remote<LabWorkerApi>) => Promise<void>,
): Promise<DisposableWorker<LabWorkerApi>> {
  const worker = await DisposableWorker.start<LabWorkerApi>({
    spawn: () => workerOfPage(labWorkerUrl, 'lab hand'),
    clock,
    ping: (remote) => remote.ping(),
  })
  try {
    await worker.ask(prepare)
    return worker
  } catch (cause) {
    worker.end()
    throw cause
  }
}
