/** The receiving end of the fan-out bench: takes what it is sent and answers with the tick it is of. */
import * as Comlink from 'comlink'
import type { MarketSnapshot } from '$lib/market/snapshot'
import { HEADER } from '$lib/market/snapshot-layout'

export interface FanoutAgent {
  takePacked(packed: Float64Array): number
  takeObjects(snapshot: MarketSnapshot): number
  /** What any message costs, whatever it carries. */
  takeNothing(tick: number): number
}

const agent: FanoutAgent = {
  takePacked: (packed) => packed[HEADER.tick] ?? NaN,
  takeObjects: ({ tick }) => tick,
  takeNothing: (tick) => tick,
}

Comlink.expose(agent)
