import { type Result, assertNever, err, ok } from '../../core/result'
import type { SweepSplit, SweepWindow } from './types'

/** Fewer rows than this say nothing. */
const LEAST_ROWS = 20
const MOST_WINDOWS = 50

/** The rows that a sweep searches in, and those it keeps away from the search. */
export function windowsOf(split: SweepSplit, rows: number): Result<readonly SweepWindow[], string> {
  switch (split.type) {
    case 'none':
      return checked([{ train: { from: 0, to: rows }, test: undefined }])
    case 'out-of-sample':
      if (!isPart(split.part)) return err('The part kept out of the search must be between 0 and 1.')
      return checked([cut(0, rows, 1 - split.part)])
    case 'walk-forward':
      return walkForward(split.windows, split.train, rows)
    default:
      return assertNever(split)
  }
}

function walkForward(count: number, train: number, rows: number): Result<readonly SweepWindow[], string> {
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_WINDOWS) {
    return err(`Choose from 1 to ${MOST_WINDOWS} windows.`)
  }
  if (!isPart(train)) return err('The part of a window that is searched must be between 0 and 1.')
  const edge = (window: number): number => Math.floor((window * rows) / count)
  return checked(Array.from({ length: count }, (_, window) => cut(edge(window), edge(window + 1), train)))
}

function isPart(part: number): boolean {
  return part > 0 && part < 1
}

function cut(from: number, to: number, train: number): SweepWindow {
  const middle = from + Math.round((to - from) * train)
  return { train: { from, to: middle }, test: { from: middle, to } }
}

function checked(windows: readonly SweepWindow[]): Result<readonly SweepWindow[], string> {
  const ranges = windows.flatMap(({ train, test }) => (test === undefined ? [train] : [train, test]))
  const short = ranges.some(({ from, to }) => to - from < LEAST_ROWS)
  return short ? err(`There are too few bars: each part needs at least ${LEAST_ROWS}.`) : ok(windows)
}
