import { Gathering } from '../../lib/analytics/monte-carlo/judge'
import { PATHS_AT_ONCE } from '../../lib/analytics/monte-carlo/path-source'
import { type PreparedPlan, prepare } from '../../lib/analytics/monte-carlo/prepare'
import { Simulation } from '../../lib/analytics/monte-carlo/simulation'
import { type Result, err, invariant, ok } from '../../lib/core/result'
import { profileOf, tradeRiskOf } from '../../lib/lab/risk/profile'
import { simulationPlan } from '../../lib/lab/simulation/plan'
import type {
  PlannedSimulation,
  RiskProfile,
  RiskRequest,
  ShareListener,
  SimulationPart,
  SimulationPlan,
  SimulationReport,
  SimulationRequest,
  SimulationShare,
  TradeIdea,
  TradeRisk,
} from '../api/lab'
import { breathe } from '../unhurried'
import type { RiskSources } from './risk-sources'
import { STOPPED } from './work'

type Answer<T> = Promise<Result<T, string>>

/** Wall time between two reports, ms. */
const NEWS = 60
const NO_PLAN = 'The simulation is not known here any more; start it again.'

/** The desk's part: portfolios are measured, simulations planned and judged. */
export class LabSimulations {
  #gathering: Gathering | undefined

  constructor(private readonly sources: RiskSources) {}

  async profile({ source, rules }: RiskRequest): Answer<RiskProfile> {
    const portfolio = await this.sources.portfolio(source)
    return portfolio.ok ? profileOf(portfolio.value, rules) : portfolio
  }

  async profileTrade({ source, rules }: RiskRequest, idea: TradeIdea): Answer<TradeRisk> {
    const portfolio = await this.sources.portfolio(source)
    return portfolio.ok ? tradeRiskOf(portfolio.value, rules, idea) : portfolio
  }

  /** What was gathered for another plan is forgotten. */
  async plan({ source, settings }: SimulationRequest): Answer<PlannedSimulation> {
    this.#gathering = undefined
    const ground = await this.sources.ground(source)
    if (!ground.ok) return ground
    const plan = simulationPlan(ground.value, settings)
    if (!plan.ok) return plan
    this.#gathering = new Gathering(plan.value)
    return ok({ plan: plan.value, pathsAtOnce: PATHS_AT_ONCE })
  }

  gather(part: SimulationPart): void {
    this.#gathering?.add(part)
  }

  judge(milliseconds: number): Result<SimulationReport, string> {
    const gathering = this.#gathering
    this.#gathering = undefined
    return gathering === undefined ? err(NO_PLAN) : ok(gathering.report(milliseconds))
  }
}

/** A hand's part: paths of one plan. */
export class SimulationHand {
  #prepared: PreparedPlan | undefined

  take(plan: SimulationPlan): void {
    this.#prepared = prepare(plan)
  }

  /** Slice after slice; many times a second others have their turn and the page is told. */
  async simulate(share: SimulationShare, told: ShareListener): Answer<SimulationPart> {
    invariant(this.#prepared !== undefined, 'paths were asked for before their plan')
    const simulation = new Simulation(this.#prepared, share)
    let toldOf = 0
    let toldAt = performance.now()
    const { from, to } = share
    while (toldOf < to - from) {
      simulation.step()
      const now = performance.now()
      if (now - toldAt < NEWS && simulation.done < to - from) continue
      await breathe()
      if (!(await told.onDone(simulation.done - toldOf))) return err(STOPPED)
      toldOf = simulation.done
      toldAt = now
    }
    return ok(simulation.part())
  }
}
