import { countText, pluralText } from './format'
import type { Notice } from './notices'
import type { Safekeeping } from './safekeeping.svelte'

/** Matches that the browser erased, or that came back. */
export function keepingNotices(keeping: Safekeeping): readonly Notice[] {
  const { lost, restored, problem } = keeping
  if (restored > 0) {
    const text = `${pluralText(restored, 'match is', 'matches are')} back from the copy.`
    const link = { text: 'See matches', href: '#/matches' }
    const action = { text: 'Dismiss', run: () => keeping.dismissRestored() }
    return [{ id: 'restored', tone: 'info', title: 'Restored.', text, link, action }]
  }
  if (lost.length === 0) return []
  return [
    {
      id: 'lost',
      tone: 'bad',
      title: 'The browser has erased this arena’s storage.',
      text: `${lostText(lost)} ${problem}`.trim(),
      action: { text: 'Restore', run: () => keeping.settle('restore') },
      other: { text: 'Discard', run: () => keeping.settle('discard') },
    },
  ]
}

function lostText(lost: Safekeeping['lost']): string {
  const events = countText(Math.max(...lost.map((match) => match.events)))
  return lost.length === 1
    ? `A copy of 1 match, up to event ${events}, is left.`
    : `Copies of ${countText(lost.length)} matches are left, the longest up to event ${events}.`
}
