import type { RuleWorthReport, VariantFigures } from '../rule-worth/types'
import { dollarText, fixed, percentText } from './figure-text'
import { type Markup, html } from './markup'

const HEADS = [
  'Run',
  'Refused',
  'Cut',
  'Sales',
  'Saved',
  'Ends at',
  'Return',
  'Drawdown',
  'Sharpe',
  'TVaR 95 %',
  'Trades',
]
const NOTHING = ''

/** What each limit was worth: its verdicts, and the run without it and with it alone. */
export function ruleTable({ asRun, unlimited, rows, notes }: RuleWorthReport): Markup {
  const heads = HEADS.map((name) => html`<th scope="col">${name}</th>`)
  const lines = [
    rowOf('As run', [], asRun),
    rowOf('No limits', [], unlimited),
    ...rows.flatMap(({ title, limit, refused, resized, sales, saved, without, alone }) => {
      const name = limit === '' ? title : `${title} ${limit}`
      const verdicts = [fixed(refused, 0), fixed(resized, 0), fixed(sales, 0), dollarText(saved)]
      return [
        rowOf(without === undefined ? name : `Without ${name}`, verdicts, without),
        ...(alone === undefined ? [] : [rowOf(`${name} alone`, [], alone)]),
      ]
    }),
  ]
  return html`<h2>What each rule was worth</h2>
    <ul>
      ${rows.map(({ sentence }) => html`<li>${sentence}</li>`)}
    </ul>
    <div class="wide">
      <table class="trades">
        <caption>
          The run without each rule, and with each alone
        </caption>
        <thead>
          <tr>
            <td></td>
            <th scope="colgroup" colspan="4">Its verdicts in the run as it was</th>
            <th scope="colgroup" colspan="6">How this one went</th>
          </tr>
          <tr>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>
    ${notes.map((note) => html`<p class="dim">${note}</p>`)}`
}

function rowOf(name: string, verdicts: readonly string[], figures: VariantFigures | undefined): Markup {
  const counted = verdicts.length > 0 ? verdicts : [NOTHING, NOTHING, NOTHING, NOTHING]
  const cells = [...counted, ...figureTexts(figures)].map((text) => html`<td>${text}</td>`)
  return html`<tr>
    <th scope="row">${name}</th>
    ${cells}
  </tr>`
}

function figureTexts(figures: VariantFigures | undefined): readonly string[] {
  if (figures === undefined) return Array.from({ length: 6 }, () => NOTHING)
  const { equity, totalReturn, maxDrawdown, sharpe, tailLoss, trades } = figures
  const parts = [totalReturn, maxDrawdown].map((part) => percentText(part))
  return [dollarText(equity), ...parts, fixed(sharpe, 2), percentText(tailLoss), fixed(trades, 0)]
}
