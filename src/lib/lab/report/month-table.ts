import type { TearSheet } from '../../analytics/tear-sheet'
import { percentText } from './figure-text'
import { type Markup, html } from './markup'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A year a row, a month a column; the colour's strength says the size, the figure's sign the direction. */
export function monthTable(months: TearSheet['months']): Markup {
  const years = [...new Set(months.map(({ year }) => year))]
  const strongest = Math.max(1e-9, ...months.map(({ return: change }) => Math.abs(change)))
  const returns = new Map(months.map(({ year, month, return: change }) => [`${year}-${month}`, change]))
  const rows = years.map((year) => {
    const known = MONTHS.map((_, at) => returns.get(`${year}-${at + 1}`))
    const whole = known.reduce<number>((level, change) => level * (1 + (change ?? 0)), 1) - 1
    const cells = known.map((change) => cellOf(change, strongest))
    return html`<tr>
      <th scope="row">${year}</th>
      ${cells}
      <td>${percentText(whole, 1)}</td>
    </tr>`
  })
  const heads = MONTHS.map((name) => html`<th scope="col">${name}</th>`)
  return html`<table class="months">
    <caption>
      Monthly returns
    </caption>
    <thead>
      <tr>
        <th scope="col">Year</th>
        ${heads}
        <th scope="col">Whole</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

function cellOf(change: number | undefined, strongest: number): Markup {
  if (change === undefined) return html`<td></td>`
  const strength = Math.round((Math.abs(change) / strongest) * 45)
  const look = change < 0 ? 'loss' : 'gain'
  return html`<td class="${look}" style="--strength:${strength}%">${percentText(change, 1)}</td>`
}
