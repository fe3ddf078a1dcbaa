import type { Curve, TearSheet } from '../../analytics/tear-sheet'
import { binChart } from './bin-chart'
import { dollarText, fixed, percentText } from './figure-text'
import { type ChartLine, lineChart } from './line-chart'
import { type Markup, html } from './markup'

/** Every drawing of the report, each under its heading. */
export function figuresOf(sheet: TearSheet): readonly Markup[] {
  return [
    equityFigure(sheet),
    figureOf('Drawdown', areaOf('Drawdown, part of the peak', sheet.drawdown, 'fall', 'It never fell.')),
    figureOf('Rolling Sharpe ratio', rollingFigure(sheet)),
    figureOf(
      'Exposure',
      areaOf('Exposure, part of equity', sheet.exposure, 'own', 'It never held anything.'),
    ),
    figureOf('Distribution of returns', distributionFigure(sheet)),
  ]
}

function equityFigure({ equity, benchmark }: TearSheet): Markup {
  const lines: ChartLine[] = [
    { curve: benchmark, look: 'bench' },
    { curve: equity, look: 'own' },
  ]
  const label = 'Equity beside buy and hold, in US dollars'
  const key = html`<p class="dim">
    <span class="key"><i></i>Strategy</span><span class="key"><i class="bench"></i>Buy and hold</span>
  </p>`
  return figureOf('Equity', html`${key}${lineChart({ label, lines, write: dollars })}`)
}

function rollingFigure({ rollingSharpe: curve, rollingDays }: TearSheet): Markup {
  if (rollingDays === 0) return sentence('The run is too short for one: it takes 60 days.')
  if (curve.time.length === 0) return sentence('Nothing moved.')
  const label = `Annualised Sharpe ratio of the last ${rollingDays} days`
  const chart = lineChart({ label, lines: [{ curve, look: 'own' }], write: ratio, base: 0 })
  return html`${sentence(`${label}.`)}${chart}`
}

function distributionFigure({ distribution }: TearSheet): Markup {
  if (distribution.counts.length === 0) return sentence('The run is too short for one.')
  return distribution.width > 0 ? binChart(distribution) : sentence('All returns are the same.')
}

/** `otherwise`: what is said of a curve that is 0 all along. */
function areaOf(label: string, curve: Curve, look: ChartLine['look'], otherwise: string): Markup {
  if (curve.value.every((value) => value === 0)) return sentence(otherwise)
  return lineChart({ label, lines: [{ curve, look }], write: percent, base: 0, filled: true })
}

function figureOf(title: string, drawing: Markup): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${drawing}
  </section>`
}

function sentence(text: string): Markup {
  return html`<p class="dim">${text}</p>`
}

/** Whole dollars have no cents on an axis. */
function dollars(value: number, step: number): string {
  return step >= 1 ? dollarText(value).replace(/\.00$/, '') : dollarText(value)
}

function percent(value: number, step: number): string {
  return percentText(value, placesOf(step * 100))
}

function ratio(value: number, step: number): string {
  return fixed(value, placesOf(step))
}

/** Enough for neighbours on an axis to differ. */
function placesOf(step: number): number {
  return Math.min(Math.max(Math.ceil(-Math.log10(step) - 1e-9), 0), 8)
}
