import { invariant } from '../../core/result'
import { sha256Hex } from '../../core/hash'
import { deviation, mean } from '../../stats/moments'
import { sorted } from '../../stats/quantile'
import { distribution } from '../distribution'
import { tailValueAtRisk, valueAtRisk } from '../tail-risk'
import { FAN_BINS } from './fan'
import { type PreparedPlan, prepare } from './prepare'
import { errorOfMean, probabilityOf, tailErrors } from './standard-errors'
import type { SimulationPart, SimulationPlan, SimulationReport, TailEstimate } from './types'
import { FELL, RUINED } from './watch'

const LEVELS = [
  { level: 0.95, tail: 0.05 },
  { level: 0.99, tail: 0.01 },
]

/** Parts of a simulation as they come, in any order: 9 bytes a path, and one fan. */
export class Gathering {
  readonly #prepared: PreparedPlan
  readonly #profits: Float64Array<ArrayBuffer>
  readonly #falls: Uint8Array
  readonly #fan: Uint32Array
  #paths = 0

  /** @throws InvariantError when the plan has a problem. */
  constructor(private readonly plan: SimulationPlan) {
    this.#prepared = prepare(plan)
    this.#profits = new Float64Array(plan.settings.paths)
    this.#falls = new Uint8Array(plan.settings.paths)
    this.#fan = new Uint32Array(this.#prepared.scale.looks * FAN_BINS)
  }

  /** Each share of the plan once. */
  add({ from, profits, falls, fan }: SimulationPart): void {
    this.#profits.set(profits, from)
    this.#falls.set(falls, from)
    for (let i = 0; i < this.#fan.length; i += 1) this.#fan[i] = (this.#fan[i] ?? 0) + (fan[i] ?? 0)
    this.#paths += profits.length
  }

  /** Of all paths; `milliseconds` is what making them took. @throws InvariantError while some are missing. */
  report(milliseconds: number): SimulationReport {
    const { settings, portfolio, span, returns, notes } = this.plan
    invariant(this.#paths === settings.paths, 'a report is of all paths of its plan')
    const profits = this.#profits
    const rising = sorted(profits)
    const arePairs = settings.antithetic && settings.model.type !== 'bootstrap'
    return {
      ...{ settings, portfolio, span, milliseconds, rows: returns[0]?.length ?? 0 },
      mean: mean(profits),
      meanError: errorOfMean(profits, arePairs),
      deviation: deviation(profits, 'sample'),
      tails: LEVELS.map((level) => tailOf(profits, rising, level, arePairs)),
      ...this.#chances(arePairs),
      fan: this.#prepared.scale.partsOf(this.#fan),
      histogram: distribution(rising),
      digest: sha256Hex(new Uint8Array(profits.buffer)),
      notes: [...notes, ...this.#prepared.notes],
    }
  }

  #chances(arePairs: boolean): Pick<SimulationReport, 'ruin' | 'drawdown' | 'loss'> {
    const [profits, falls] = [this.#profits, this.#falls]
    const marks = (isMarked: (path: number) => boolean): Float64Array => {
      const all = new Float64Array(falls.length)
      for (let path = 0; path < all.length; path += 1) all[path] = Number(isMarked(path))
      return all
    }
    const fell = (which: number) => (path: number) => ((falls[path] ?? 0) & which) !== 0
    return {
      ruin: probabilityOf(marks(fell(RUINED)), arePairs),
      drawdown: probabilityOf(marks(fell(FELL)), arePairs),
      loss: probabilityOf(
        marks((path) => (profits[path] ?? 0) < 0),
        arePairs,
      ),
    }
  }
}

/** {@link Gathering.report} of all parts at once. */
export function judge(
  plan: SimulationPlan,
  parts: readonly SimulationPart[],
  milliseconds: number,
): SimulationReport {
  const gathering = new Gathering(plan)
  for (const part of parts) gathering.add(part)
  return gathering.report(milliseconds)
}

function tailOf(
  profits: Float64Array,
  rising: Float64Array,
  { level, tail }: (typeof LEVELS)[number],
  arePairs: boolean,
): TailEstimate {
  return {
    level,
    valueAtRisk: valueAtRisk(rising, tail),
    tailValueAtRisk: tailValueAtRisk(rising, tail),
    ...tailErrors(profits, rising, tail, arePairs),
  }
}
