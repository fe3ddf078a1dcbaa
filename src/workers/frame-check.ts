import * as v from 'valibot'
import type { ViewFrame } from './api/view'

/** Another tab may run another version: what it sends is looked at before it is drawn. */
const frameSchema = v.looseObject({
  frame: v.number(),
  reset: v.boolean(),
  view: v.looseObject({
    match: v.looseObject({
      id: v.string(),
      status: v.string(),
      products: v.array(v.unknown()),
      unevenness: v.array(v.string()),
    }),
    feed: v.looseObject({ label: v.string(), counters: v.looseObject({}) }),
    agents: v.array(
      v.looseObject({ run: v.number(), name: v.string(), equity: v.string(), brainId: v.string() }),
    ),
    market: v.array(v.looseObject({ product: v.number(), closes: v.array(v.number()) })),
    positions: v.array(v.looseObject({ run: v.number(), product: v.number() })),
  }),
  trades: v.array(v.looseObject({ seq: v.number(), run: v.number() })),
  activity: v.array(v.looseObject({ id: v.number(), kind: v.string() })),
  equity: v.array(v.looseObject({ time: v.number(), values: v.array(v.number()) })),
})

export function isViewFrame(value: unknown): value is ViewFrame {
  return v.safeParse(frameSchema, value).success
}
