import { Markup } from './markup'

/** The report's whole style; light or dark as its reader has it. */
export const REPORT_STYLE = new Markup(`
:root {
  color-scheme: light dark;
  --bg: light-dark(#f5f4f0, #0c0f14);
  --panel: light-dark(#fffefb, #13181f);
  --line: light-dark(#e4e1d8, #232a35);
  --ink: light-dark(#16181d, #e9ecf1);
  --dim: light-dark(#5c6067, #98a2b1);
  --up: light-dark(#0a7044, #3fd08f);
  --down: light-dark(#b3261e, #ff8175);
  --own: light-dark(#1f4fd8, #7aa2ff);
  --bench: light-dark(#666c75, #8f99a8);
}
body {
  margin: 0 auto;
  max-width: 1040px;
  padding: 24px 16px 48px;
  background: var(--bg);
  color: var(--ink);
  font: 14px/1.45 Inter, system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { margin: 0; font-size: 24px; }
h2 { margin: 0 0 8px; font-size: 16px; }
dl + h2 { margin-top: 16px; }
p { margin: 4px 0; }
section { margin-top: 16px; padding: 16px; border: 1px solid var(--line); border-radius: 12px; background: var(--panel); }
.dim, summary { color: var(--dim); }
.label { display: inline-block; margin: 8px 0; padding: 2px 10px; border: 1px solid var(--line); border-radius: 999px; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--dim); }
path { fill: none; stroke-width: 1.5; stroke-linejoin: round; }
path.own { stroke: var(--own); }
path.bench { stroke: var(--bench); stroke-dasharray: 5 3; }
path.fall { stroke: var(--down); }
path.filled { stroke: none; fill: var(--own); opacity: 0.18; }
path.fall.filled { fill: var(--down); }
line.grid { stroke: var(--line); }
line.base { stroke: var(--dim); }
rect.gain { fill: var(--up); }
rect.loss { fill: var(--down); }
.key { display: inline-flex; gap: 6px; align-items: center; margin-right: 16px; }
.key i { width: 22px; border-top: 2px solid var(--own); }
.key i.bench { border-top: 2px dashed var(--bench); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
caption { padding-bottom: 6px; text-align: left; font-weight: 600; font-size: 16px; }
th, td { padding: 3px 8px; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; }
thead th { color: var(--dim); }
th:first-child { text-align: left; }
.trades td, .trades th, .months td { white-space: nowrap; }
.gain { background: color-mix(in srgb, var(--up) var(--strength, 0%), transparent); }
.loss { background: color-mix(in srgb, var(--down) var(--strength, 0%), transparent); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 8px 0 0; }
dt { font-weight: 500; }
dd { margin: 0; overflow-wrap: anywhere; color: var(--dim); }
details { margin-top: 12px; }
@media (max-width: 600px) { dl { grid-template-columns: 1fr; } }
`)
