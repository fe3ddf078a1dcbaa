import { decimal } from '$lib/core/decimal'
import { durationMs } from '$lib/core/time'
import type { SweepRequest } from '../../../../src/workers/api/lab'
import { LAB_NOW, SMA, dataset } from '../../../fixtures/fake-lab-client'

export function request(): SweepRequest {
  return {
    setup: {
      datasets: [dataset().id],
      range: { from: LAB_NOW - 90 * 86_400_000, to: LAB_NOW },
      strategy: { type: 'listed', id: SMA.id, parameters: { fast: 10, slow: 30 } },
      cash: decimal('100000'),
      fees: { type: 'none' },
      fills: { slippage: { type: 'none' }, latency: durationMs(0) },
      risk: {},
    },
    axes: [
      { parameter: 'fast', from: 5, to: 10, steps: 2 },
      { parameter: 'slow', from: 20, to: 40, steps: 2 },
    ],
    search: { type: 'grid' },
    goal: 'sharpe',
    split: { type: 'none' },
  }
}
