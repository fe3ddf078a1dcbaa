import type { ExecutionModel } from './contract'

/** Takes every clearance and places no order: a run that only pretends. */
export class NullExecution implements ExecutionModel {
  readonly name = 'null'

  execute(): boolean {
    return true
  }
}
