/** The file's decisions, each put together of its figures, its texts and the log. */
import type { DecisionRecord } from '../agents/decision'
import { type Result, err, ok } from '../core/result'
import type { TerseShape } from './decision-schema'
import type { LogIndex } from './log-index'
import type { ShareShape } from './share-schema'
import { wholeRecord } from './whole-decision'

/** A decision as far as it could be read. */
export interface ReadDecision {
  readonly run: number
  readonly tick: number
  /** The error: what it lacks, in a few words. Undefined where the log knows no such decision. */
  readonly record: Result<DecisionRecord, string> | undefined
}

/** The decisions in the file's order, or a sentence on what in them is none of a file. Nothing is believed yet. */
export function readDecisions(
  { decisions, words }: Pick<ShareShape, 'decisions' | 'words'>,
  index: LogIndex,
  runs: number,
): Result<readonly ReadDecision[], string> {
  const fault = faultOfOrder(decisions, runs)
  if (fault !== undefined) return err(fault)
  const { texts, asked } = words
  if (texts.length !== decisions.length) {
    return err(`words.texts: There are ${texts.length} lists of texts for ${decisions.length} decisions.`)
  }
  const needed = decisions.filter(isAsked).length
  if (asked.length !== needed * HEX_DIGITS) {
    const there = asked.length / HEX_DIGITS
    return err(`words.asked: There are ${there} hashes for ${needed} decisions of language models.`)
  }
  let hashes = 0
  const read = decisions.map((shape, at): ReadDecision => {
    const { run, tick } = shape
    const hash = isAsked(shape) ? asked.slice(hashes, (hashes += HEX_DIGITS)) : undefined
    const logged = index.decision(run, tick)
    const record = logged && wholeRecord(shape, { texts: texts[at] ?? [], asked: hash, logged })
    return { run, tick, record }
  })
  return ok(read)
}

const HEX_DIGITS = 64

/** Whether its first prompt's hash stands apart. */
function isAsked({ record: { model } }: TerseShape): boolean {
  return model !== undefined && model.promptHash === undefined
}

function faultOfOrder(shapes: readonly TerseShape[], runs: number): string | undefined {
  for (const [at, shape] of shapes.entries()) {
    if (shape.run >= runs) return `decisions[${at}].run: There is no run ${shape.run}.`
    if (follows(shape, shapes[at - 1])) continue
    return `decisions[${at}]: Decisions are listed once each, by tick and then run.`
  }
  return undefined
}

function follows({ run, tick }: TerseShape, before: TerseShape | undefined): boolean {
  if (before === undefined) return true
  return tick > before.tick || (tick === before.tick && run > before.run)
}
