import type { AgentRow, EquityPoint, MatchSummary, MatchView, TradeRow, ViewFrame } from '$workers/api/view'
import type { Arena } from '$lib/ui/arena.svelte'
import { type Notice, noticesOf } from '$lib/ui/notices'
import { agentRow, productSpec } from '../../fixtures/fake-arena-client'

/** What the page says where no storage was lost. */
export function notices(arena: Arena): readonly Notice[] {
  return noticesOf(arena, [], () => undefined)
}

export function view(
  match: Partial<MatchSummary> = {},
  agents: readonly (Partial<AgentRow> & { readonly run: number })[] = [],
): MatchView {
  return {
    match: {
      id: 'm1',
      status: 'running',
      notice: '',
      source: 'coinbase',
      role: 'leader',
      durable: true,
      startedAt: 0,
      matchTime: 0,
      tick: 0,
      nextTickAt: undefined,
      speed: 1,
      interval: 60_000,
      duration: undefined,
      rules: 'realistic',
      risk: 'Classic',
      riskRules: {},
      initialCash: '100000',
      modelCost: undefined,
      spendCap: undefined,
      unevenness: [],
      seed: undefined,
      seq: 0,
      digest: '',
      products: [productSpec('BTC-USD', '0.01', '0.00000001')],
      ...match,
    },
    feed: {
      state: 'live',
      label: 'Live',
      detail: '',
      since: 0,
      counters: { frames: 0, malformed: 0, crossed: 0, outOfOrder: 0, reconnects: 0, restFailures: 0 },
    },
    agents: agents.map((agent) => agentRow(agent.run, agent)),
    market: [],
    positions: [],
    risk: { worth: [], verdicts: [] },
  }
}

export function trade(id: number): TradeRow {
  return {
    id,
    seq: id * 3,
    time: id,
    run: 0,
    side: 'buy',
    product: 0,
    quantity: '1',
    price: '1',
    value: '1',
    fee: '0',
    latency: 1,
    by: undefined,
    reason: '',
  }
}

export function frame(
  number: number,
  change: Partial<Omit<ViewFrame, 'frame'>> & { readonly points?: readonly EquityPoint[] } = {},
): ViewFrame {
  const { points = [], ...rest } = change
  return { frame: number, reset: false, view: view(), trades: [], activity: [], equity: points, ...rest }
}
