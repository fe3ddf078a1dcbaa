import type { DecisionRecord } from '../agents/decision'
import { type ProductIndex, type ProductSpec, decimalsOf, productIndex } from '../core/product'
import { type Result, err, ok } from '../core/result'
import type { DecisionScene, SceneChart } from '../../workers/api/replay'
import { decisionPrompt } from './decision-prompt'
import { type MatchTape, publicationOf } from './match-tape'
import { candlesAround, windowAround } from './scene-candles'
import { type SceneFill, entryOf, fillsOfScene } from './scene-entries'

/** So few products are all shown. */
const FEW = 3

const NO_WORDS = 'What the agent said and did on this tick is not in the file.'
const NO_TICK = 'This tick is not in the match.'

/** A decision with all that led to it, and the market around it. Stands still after every few thousand events. */
export function* decisionScene(
  tape: MatchTape,
  run: number,
  tick: number,
): Generator<undefined, Result<DecisionScene, string>> {
  const { decisions } = tape.match
  const record = decisions.find((decision) => decision.run === run && decision.tick === tick)?.record
  if (record === undefined) return err(NO_WORDS)
  const published = publicationOf(tape, tick)
  if (published === undefined) return err(NO_TICK)
  const charts = chartsOf(tape, run, record, published.time)
  yield
  const prompt = record.model === undefined ? undefined : yield* decisionPrompt(tape.match, run, tick)
  return ok({ record, prompt, charts })
}

function chartsOf(
  tape: MatchTape,
  run: number,
  record: DecisionRecord,
  seenAt: number,
): readonly SceneChart[] {
  const fills = fillsOfScene(tape, run, record.tick, seenAt, windowAround(seenAt).to)
  return tape.match.config.products.flatMap((spec, index, { length }) => {
    const product = productIndex(index)
    const own = fills.filter(({ fill }) => fill.product === product)
    const isShown = length <= FEW || own.length > 0 || isMentioned(record, spec)
    return isShown ? [chartOf(tape, product, spec, seenAt, own)] : []
  })
}

function chartOf(
  tape: MatchTape,
  product: ProductIndex,
  spec: ProductSpec,
  seenAt: number,
  fills: readonly SceneFill[],
): SceneChart {
  return {
    ...{ product, name: spec.id, places: decimalsOf(spec.quoteIncrement), seenAt },
    candles: candlesAround(tape, product, spec, seenAt),
    entries: fills.map((fill) => entryOf(fill, spec)),
  }
}

/** Whether a tool of the decision was asked about the product. */
function isMentioned({ exchanges }: DecisionRecord, { id }: ProductSpec): boolean {
  return exchanges.some(({ input }) => input.includes(id))
}
