import type { TearSheet } from '../../analytics/tear-sheet'
import { percentText } from './figure-text'
import { type Markup, html } from './markup'
import { placed } from './scale'

const [WIDTH, HEIGHT] = [960, 220]
const [LEFT, RIGHT, TOP, BOTTOM] = [12, 948, 12, 192]

/** How often returns fell into each bin, losses apart from gains; for bins that have a width. */
export function binChart({ from, width, counts }: TearSheet['distribution']): Markup {
  const extent = { from, to: from + width * counts.length }
  const most = Math.max(1, ...counts)
  const bars = counts.map((count, bin) => {
    const start = from + bin * width
    const x = placed(bin, { from: 0, to: counts.length }, LEFT, RIGHT)
    const y = placed(count, { from: 0, to: most }, BOTTOM, TOP)
    const look = start + width / 2 < 0 ? 'loss' : 'gain'
    const broad = Math.max((RIGHT - LEFT) / counts.length - 1, 1)
    return html`<rect
      class="${look}"
      x="${x.toFixed(1)}"
      y="${y.toFixed(1)}"
      width="${broad.toFixed(1)}"
      height="${(BOTTOM - y).toFixed(1)}"
      ><title>${percentText(start, 3)} to ${percentText(start + width, 3)}: ${count}</title></rect
    >`
  })
  const label = `Distribution of the sampled returns in ${counts.length} bins, from ${percentText(extent.from, 3)} to ${percentText(extent.to, 3)}`
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
    ${bars}
    <line class="base" x1="${LEFT}" x2="${RIGHT}" y1="${BOTTOM}" y2="${BOTTOM}" />
    ${edges(extent)}
  </svg>`
}

function edges(extent: { readonly from: number; readonly to: number }): readonly Markup[] {
  const marks = [extent.from, ...(extent.from < 0 && extent.to > 0 ? [0] : []), extent.to]
  return marks.map((value, at) => {
    const anchor = at === 0 ? 'start' : at === marks.length - 1 ? 'end' : 'middle'
    const x = placed(value, extent, LEFT, RIGHT).toFixed(1)
    return html`<text x="${x}" y="${BOTTOM + 20}" text-anchor="${anchor}">${percentText(value, 3)}</text>`
  })
}
