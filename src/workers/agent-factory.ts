import type { Clock } from '../lib/core/clock'
import type { AgentAssignment, AgentFactory, AgentHost, AgentPort } from '../lib/match/ports'
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

  spawn(assignment: AgentAssignment, host: AgentHost): AgentPort {
    const { name } = assignment.runConfig
    return new WorkerAgentPort(
      assignment,
      host,
      (workerName) => spawnWorker(this.workerUrl, workerName),
      this.clock,
      (reason) => this.logger.log('WARNING', name, reason),
    )
  }
}
