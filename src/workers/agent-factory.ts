import type { Clock } from '../lib/core/clock'
import type { Labels } from '../lib/core/labels'
import type { MatchConfig } from '../lib/engine/config'
import type { RunIndex } from '../lib/engine/events'
import type { AgentFactory, AgentHost, AgentPort } from '../lib/match/ports'
import { WorkerAgentPort } from './agent-port'
import type { Logger } from './logger'
import { spawnWorker } from './spawn'

/** Gives every agent run a worker of its own. */
export class WorkerAgentFactory implements AgentFactory {
  constructor(
    private readonly workerUrl: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  spawn(run: RunIndex, config: MatchConfig, labels: Labels, host: AgentHost): AgentPort {
    const { name, brain } = config.runs[run] ?? { name: `Agent ${run}`, brain: '' }
    const seed = `${config.demo?.seed ?? config.matchId}/${run}`
    return new WorkerAgentPort(
      { name, brain, products: config.products, seed, labels },
      host,
      (workerName) => spawnWorker(this.workerUrl, workerName),
      this.clock,
      (reason) => this.logger.log('WARNING', name, reason),
    )
  }
}
