/**
 * Who a piece of work belongs to. Required wherever work is dispatched (model calls, jobs, workers),
 * so that every cent and every second can be charged to a strategy and an agent run.
 */
export interface Labels {
  readonly project: string
  readonly cost_center: string
  readonly owner: string
  readonly data_classification: DataClassification
  readonly strategy_id: string
  readonly agent_run_id: string
}

export type DataClassification = 'public' | 'internal' | 'confidential'
