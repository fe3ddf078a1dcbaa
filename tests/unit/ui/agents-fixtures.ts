import { type Result, err, ok } from '$lib/core/result'
import type { AgentProfile, RosterBook, StrategyPreset } from '$workers/api/agents'

const NAMES = ['default', 'momentum', 'brainrot', 'scalper'] as const

export const STRATEGIES: readonly StrategyPreset[] = NAMES.map((strategy) => ({
  strategy,
  title: strategy === 'brainrot' ? 'Brainrot!' : strategy,
  summary: '',
  prompt: `Prompt of ${strategy}`,
  color: '--agent-1',
}))

export function profile(change: Partial<AgentProfile> = {}): AgentProfile {
  return {
    id: 'a',
    name: 'Dip buyer',
    strategy: 'own',
    prompt: 'Buy dips.',
    brain: 'node:n1',
    color: '--agent-1',
    enabled: true,
    ...change,
  }
}

export const HOUSE = (['momentum', 'brainrot', 'scalper'] as const).map((strategy) =>
  profile({ id: strategy, name: strategy, strategy, prompt: '', brain: `house:${strategy}` }),
)

/** Keeps a roster as the worker would. */
export class FakeRosterClient {
  refusal = ''
  broken = false
  saves = 0

  constructor(
    public agents: readonly AgentProfile[] = HOUSE,
    readonly notice = '',
  ) {}

  async roster(): Promise<RosterBook> {
    if (this.broken) throw new Error('No storage.')
    return { agents: this.agents, strategies: STRATEGIES, notice: this.notice }
  }

  async saveRoster(agents: readonly AgentProfile[]): Promise<Result<undefined, string>> {
    if (this.broken) throw new Error('No storage.')
    if (this.refusal !== '') return err(this.refusal)
    this.agents = agents
    this.saves += 1
    return ok(undefined)
  }
}
