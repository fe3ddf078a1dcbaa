import { type Decimal, addDecimal } from '../../core/decimal'
import type { VerdictEffect } from '../../engine/verdict-book'

/** Verdicts that say the same, told as one. */
export interface FoldedVerdict {
  readonly newest: VerdictEffect
  /** How many further verdicts it stands for. */
  readonly repeats: number
  /** Of all of them. */
  readonly amount: Decimal
  /** Whether none of them counts on. */
  readonly settled: boolean
}

type Fold = { -readonly [Key in keyof FoldedVerdict]: FoldedVerdict[Key] }

/** The folds of one agent and product that verdicts may still be added to. */
interface Episode {
  /** By rule and kind: several rules may act on one wish. */
  readonly folds: Map<string, Fold>
  /** Of the wish last seen. */
  time: number
}

/**
 * Folds what is cut or refused again and again: verdicts of one agent, rule, product and kind with no other of
 * that agent and product between, save those of the same wish. A sale is a trade of its own and stays one.
 * Both orders are newest first.
 */
export function foldVerdicts(verdicts: readonly VerdictEffect[]): readonly FoldedVerdict[] {
  const folds: Fold[] = []
  const episodes = new Map<string, Episode>()
  for (const verdict of verdicts) {
    const place = `${verdict.run} ${verdict.product}`
    const episode = episodeOf(verdict, episodes.get(place))
    episodes.set(place, episode)
    const key = keyOf(verdict)
    const known = episode.folds.get(key)
    if (known !== undefined) {
      known.repeats += 1
      known.amount = addDecimal(known.amount, verdict.amount)
      known.settled &&= verdict.settled
      continue
    }
    const fold = { newest: verdict, repeats: 0, amount: verdict.amount, settled: verdict.settled }
    folds.push(fold)
    if (verdict.kind !== 'liquidated') episode.folds.set(key, fold)
  }
  return folds
}

/** The same episode while its verdicts go on; else a new one. */
function episodeOf(verdict: VerdictEffect, last: Episode | undefined): Episode {
  const goesOn = last !== undefined && (last.time === verdict.time || last.folds.has(keyOf(verdict)))
  if (!goesOn || verdict.kind === 'liquidated') return { folds: new Map(), time: verdict.time }
  last.time = verdict.time
  return last
}

function keyOf({ rule, kind }: VerdictEffect): string {
  return `${rule} ${kind}`
}
