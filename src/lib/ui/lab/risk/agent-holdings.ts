/** What an agent of the match on show holds, as a portfolio of the lab. Pure. */
import type { Dataset } from '../../../../workers/api/lab'
import type { MatchView } from '../../../../workers/api/view'
import type { HoldingForm } from './portfolio-form'

export interface AgentOption {
  readonly run: number
  readonly name: string
}

export interface AgentHoldings {
  readonly name: string
  readonly cash: string
  /** One of each product that has bars; of what it does not hold, 0. */
  readonly holdings: readonly HoldingForm[]
  /** Products it holds without bars of them. */
  readonly without: readonly string[]
}

/** In the order of the match; nobody without one. */
export function agentOptions(view: MatchView | undefined): readonly AgentOption[] {
  return view?.agents.map(({ run, name }) => ({ run, name })) ?? []
}

/** @param bars the match's own; undefined when there is no such agent */
export function holdingsOf(
  { match, agents, positions }: MatchView,
  run: number,
  bars: readonly Dataset[],
): AgentHoldings | undefined {
  const agent = agents.find((row) => row.run === run)
  if (agent === undefined) return undefined
  const held = new Map<string, string>()
  for (const position of positions) {
    const id = match.products[position.product]?.id
    if (position.run === run && id !== undefined) held.set(id, position.quantity)
  }
  return {
    name: agent.name,
    cash: agent.cash,
    holdings: bars.map(({ id, spec }) => ({ dataset: id, quantity: held.get(spec.id) ?? '0' })),
    without: [...held.keys()].filter((product) => bars.every(({ spec }) => spec.id !== product)),
  }
}
