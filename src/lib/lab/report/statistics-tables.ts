import type { RoundTrip, StatisticRow, TearSheet } from '../../analytics/tear-sheet'
import { instantText } from '../catalog/instant-text'
import { dollarText, percentText, plainDigits, valueText } from './figure-text'
import { type Markup, html } from './markup'

/** More would make the file heavy; the table of all of them is a file of its own. */
const MOST_TRADES = 500

/** Label and value, and what each means below. */
export function statisticTable(statistics: readonly StatisticRow[]): Markup {
  const rows = statistics.map(
    (row) =>
      html`<tr>
        <th scope="row" title="${row.definition}">${row.label}</th>
        <td>${statisticText(row)}</td>
      </tr>`,
  )
  const terms = statistics.map(
    ({ label, definition }) =>
      html`<dt>${label}</dt>
        <dd>${definition}</dd>`,
  )
  return html`<table>
      <caption>
        Statistics
      </caption>
      <tbody>
        ${rows}
      </tbody>
    </table>
    <details>
      <summary>What the statistics mean</summary>
      <dl>${terms}</dl>
    </details>`
}

function statisticText({ value, unit, dates }: StatisticRow): string {
  const text = valueText(value, unit)
  if (dates === undefined || Number.isNaN(dates.trough)) return text
  const { peak, trough, recovered } = dates
  const end = Number.isNaN(recovered) ? 'not made good yet' : `made good ${instantText(recovered)}`
  return `${text} (peak ${instantText(peak)}, trough ${instantText(trough)}, ${end})`
}

/** The newest round trips, the newest first. */
export function tradeTable({ trades, tradeCount }: TearSheet, productNames: readonly string[]): Markup {
  const shown = trades.slice(-MOST_TRADES).reverse()
  const rows = shown.map((trip) => tripRow(trip, productNames))
  const names = [
    'Product',
    'Opened',
    'Closed',
    'Quantity',
    'Entry',
    'Exit',
    'Fees',
    'P&L',
    'Return',
    'MFE',
    'MAE',
  ]
  const heads = names.map((name) => html`<th scope="col">${name}</th>`)
  const caption =
    shown.length < tradeCount ? `Round trips: the newest ${shown.length} of ${tradeCount}` : 'Round trips'
  return html`<div class="wide">
      <table class="trades">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <p class="dim">
      MFE and MAE: the most the price rose above, and fell below, the average entry while held. A position
      still held is marked at the last price.
    </p>`
}

function tripRow(trip: RoundTrip, productNames: readonly string[]): Markup {
  const { product, openedAt, closedAt, open, quantity, averageEntry, averageExit, fees, pnl, mfe, mae } = trip
  const figures = [
    ...[plainDigits(quantity), dollarText(averageEntry), dollarText(averageExit), dollarText(fees)],
    ...[dollarText(pnl), percentText(trip.return), percentText(mfe), percentText(mae)],
  ].map((text) => html`<td>${text}</td>`)
  const closed = open ? 'still held' : instantText(closedAt)
  return html`<tr>
    <th scope="row">${productNames[product] ?? `product ${product}`}</th>
    <td>${instantText(openedAt)}</td>
    <td>${closed}</td>
    ${figures}
  </tr>`
}
