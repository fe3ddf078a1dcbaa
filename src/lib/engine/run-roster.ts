import type { RiskRules } from '../core/risk-rules'
import { InvariantError, invariant } from '../core/result'
import type { RunConfig } from './config'
import { type RunAssignment, type RunIndex, runIndex } from './events'

/** The competitors as commands have left them. Rules [R1]–[R5] of SPEC.md. */
export class RunRoster {
  #runs: readonly RunConfig[]
  readonly #benched = new Set<RunIndex>()
  readonly #modelled = new Set<RunIndex>()
  readonly #changed = new Set<RunIndex>()

  constructor(runs: readonly RunConfig[]) {
    this.#runs = runs
    runs.forEach((run, index) => this.#noteModel(runIndex(index), run))
  }

  /** A new list whenever it changes. */
  get runs(): readonly RunConfig[] {
    return this.#runs
  }

  isBenched(run: RunIndex): boolean {
    return this.#benched.has(run)
  }

  /** Whether a language model decides for it, or ever did. */
  usedModel(run: RunIndex): boolean {
    return this.#modelled.has(run)
  }

  /** Whether it ever was given another prompt, model or rules than it came with. */
  wasChanged(run: RunIndex): boolean {
    return this.#changed.has(run)
  }

  /** Answers the index it got. */
  add(run: RunConfig): RunIndex {
    invariant(run.role === 'agent', 'only agents join a running match')
    invariant(!this.#runs.some(({ name }) => name === run.name), 'two runs of the same name')
    const index = runIndex(this.#runs.length)
    this.#runs = [...this.#runs, run]
    this.#noteModel(index, run)
    return index
  }

  /** Limits of the run's own, or the match's again. */
  setRisk(run: RunIndex, rules: RiskRules | undefined): void {
    const { risk: _former, ...others } = this.#agent(run)
    this.#runs = this.#runs.with(run, rules === undefined ? others : { ...others, risk: rules })
    this.#changed.add(run)
  }

  setBenched(run: RunIndex, benched: boolean): void {
    this.#agent(run)
    if (benched) this.#benched.add(run)
    else this.#benched.delete(run)
  }

  reassign(run: RunIndex, assignment: RunAssignment): void {
    const before = this.#agent(run)
    const { name, role, risk } = before
    const changed = { name, role, ...assignment, ...(risk === undefined ? {} : { risk }) }
    if (playOf(before) !== playOf(changed)) this.#changed.add(run)
    this.#runs = this.#runs.with(run, changed)
    this.#noteModel(run, changed)
  }

  #agent(run: RunIndex): RunConfig {
    const known = this.#runs[run]
    if (known === undefined) throw new InvariantError('a run that is not in the roster')
    invariant(known.role === 'agent', 'a command for a run without an agent')
    return known
  }

  #noteModel(run: RunIndex, { model }: RunConfig): void {
    if (model !== undefined) this.#modelled.add(run)
  }
}

/** All that makes a run play as it does: the same text, the same play. A new name for a chat node is none. */
function playOf({ labels, strategyVersion, model }: RunConfig): string {
  const by =
    model === undefined ? [] : [model.node, model.provider, model.modelId, model.settings, model.promptHash]
  return JSON.stringify([labels.strategy_id, strategyVersion, ...by])
}
