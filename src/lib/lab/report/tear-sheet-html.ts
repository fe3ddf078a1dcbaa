import type { TearSheet } from '../../analytics/tear-sheet'
import type { RuleWorthReport } from '../rule-worth/types'
import { figuresOf } from './figures'
import { type Markup, html } from './markup'
import { monthTable } from './month-table'
import { REPORT_STYLE } from './report-style'
import { ruleTable } from './rule-table'
import { statisticTable, tradeTable } from './statistics-tables'

export interface TearSheetReport {
  readonly title: string
  readonly subtitle: string
  /** What was run and how: label and text. */
  readonly facts: readonly (readonly [string, string])[]
  /** What to know of it, a sentence each. */
  readonly notes: readonly string[]
  readonly sheet: TearSheet
  /** By index of product. */
  readonly productNames: readonly string[]
  /** What each limit was worth; undefined where nobody asked. */
  readonly rules?: RuleWorthReport | undefined
}

/** Nothing is loaded and nothing runs: the file is all there is. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** The tear sheet as one HTML file that needs nothing else; every text is escaped. */
export function tearSheetHtml(report: TearSheetReport): string {
  const { title, sheet, productNames, rules } = report
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <style>
        ${REPORT_STYLE}
      </style>
    </head>
    <body>
      <main>
        ${headOf(report)}
        <section>${statisticTable(sheet.statistics)}</section>
        ${figuresOf(sheet)} ${rules === undefined ? html`` : html`<section>${ruleTable(rules)}</section>`}
        <section>${monthTable(sheet.months)}</section>
        <section>${tradeTable(sheet, productNames)}</section>
      </main>
    </body>
  </html>`
  return `<!doctype html>\n${page.text}\n`
}

function headOf({ title, subtitle, facts, notes }: TearSheetReport): Markup {
  const terms = facts.map(
    ([label, text]) =>
      html`<dt>${label}</dt>
        <dd>${text}</dd>`,
  )
  const sentences = notes.map((note) => html`<li>${note}</li>`)
  const list =
    notes.length === 0
      ? html``
      : html`<h2>To know</h2>
          <ul>
            ${sentences}
          </ul>`
  return html`<header>
      <h1>${title}</h1>
      <p class="dim">${subtitle}</p>
      <p class="label">Simulated: no real money was traded</p>
    </header>
    <section>
      <h2>The run</h2>
      <dl>${terms}</dl>
      ${list}
    </section>`
}
