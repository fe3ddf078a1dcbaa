import type { BarSource } from './dataset'

/** What to know of all that rests on bars of a source: a sentence, or nothing. */
export function sourceNotes(source: BarSource): readonly string[] {
  return source === 'demo'
    ? ['Demo: these prices are made up by a seed. They say nothing about any market.']
    : []
}
