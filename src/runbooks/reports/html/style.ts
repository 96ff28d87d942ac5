/**
 * The style of every page: quiet type, one accent (blue), one alarm (vermilion) that colour-blind readers tell from it, and greys. Both
 * pairs of colours keep a contrast of 4.5 to 1 on their ground, light and dark; whatever a colour says, a word or a shape says too.
 */
import { timelineStyle, zonesStyle } from './style-pictures.ts';

const colours = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f7f8; --ink: #1a1d21; --quiet: #565e68; --line: #dde1e5; --faint: #eceef0;
  --accent: #0b5cad; --accent-soft: #a9c7e6; --alarm: #b0400c; --alarm-soft: #f3c9b3; --person: #5f6b78;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --raised: #1c2024; --ink: #e4e7ea; --quiet: #a0a9b3; --line: #333a41; --faint: #24292e;
    --accent: #74b5f2; --accent-soft: #2f4f6e; --alarm: #ff9a66; --alarm-soft: #5a3220; --person: #8b97a4;
  }
}`;

const type = `
*, *::before, *::after { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 80rem; background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1, h2, h3 { line-height: 1.25; font-weight: 600; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.6vw, 2.125rem); letter-spacing: -0.015em; max-width: 32em; }
h2 { font-size: 1.1875rem; letter-spacing: -0.005em; margin-bottom: 0.9rem; }
h2 .aside { font-size: 0.9375rem; font-weight: 400; letter-spacing: 0; margin-left: 0.35em; }
h3 { font-size: 0.9375rem; margin: 1.1rem 0 0.4rem; }
p { margin: 0.4rem 0; max-width: 72ch; }
ul, ol { margin: 0.4rem 0; padding-left: 1.2rem; max-width: 72ch; }
section { margin-top: 3rem; padding-top: 1.6rem; border-top: 1px solid var(--line); }
.aside, figcaption, footer { color: var(--quiet); }
code, pre { font: 0.8125rem/1.5 ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { margin: 0.4rem 0; padding: 0.6rem 0.8rem; background: var(--raised); border-radius: 4px; overflow-x: auto; }
pre code { overflow-wrap: normal; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { margin-top: 4rem; font-size: 0.8125rem; }`;

const head = `
.eyebrow { font-size: 0.8125rem; color: var(--quiet); margin: 0 0 0.9rem; }
.environment {
  text-transform: uppercase; letter-spacing: 0.08em; font-weight: 600; font-size: 0.75rem; color: var(--ink);
  border: 1px solid var(--quiet); border-radius: 3px; padding: 0.1rem 0.45rem; margin-right: 0.5rem;
}
.verdict { font-size: 1.125rem; margin: 1.1rem 0 0.4rem; }
.verdict.good strong, .verdict.good > :first-child, .mark.good { color: var(--accent); }
.verdict.bad strong, .verdict.bad > :first-child, .mark.bad { color: var(--alarm); }
.mark { white-space: nowrap; }
p .mark { white-space: normal; }
.mark.good, .mark.bad { font-weight: 500; }
.mark.quiet { color: var(--quiet); }
.facts { display: grid; gap: 0.15rem 1.5rem; margin: 0.6rem 0 1rem; }
.facts > div { display: grid; grid-template-columns: minmax(8rem, 12rem) 1fr; gap: 0 1rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; min-width: 0; }
.figures .facts { grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1.2rem 2rem; margin: 1.5rem 0 1.2rem; }
.figures .facts > div { display: block; border-top: 2px solid var(--line); padding-top: 0.5rem; }
.figures dt { font-size: 0.8125rem; }
.figures .value { display: block; font-size: 1.5rem; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; }
.figures .aside { margin-right: 0.4rem; font-size: 0.8125rem; }
.figures .mark { font-size: 0.8125rem; }`;

const tables = `
.scroll { overflow-x: auto; margin: 0.6rem 0 1.4rem; }
table { border-collapse: collapse; min-width: min(100%, 30rem); }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
caption { text-align: left; color: var(--quiet); padding: 0 0 0.4rem; font-size: 0.875rem; }
th, td { text-align: left; vertical-align: top; padding: 0.32rem 1.6rem 0.32rem 0; border-bottom: 1px solid var(--faint); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 400; font-size: 0.8125rem; color: var(--quiet); border-bottom-color: var(--line); white-space: nowrap; }
tbody th { font-weight: 500; min-width: 6.5rem; }
.number, .short { white-space: nowrap; }
.number { text-align: right; }
tbody th.number { min-width: 0; font-weight: 400; }
.bar { display: block; width: clamp(6rem, 38vw, 34rem); margin-top: 0.3rem; }
.bar .most { fill: var(--accent); }
.bar .some { fill: var(--accent-soft); }
.point { margin-top: 0; width: clamp(6rem, 20vw, 17rem); }
.point .none { stroke: var(--line); }
.point .interval { stroke: var(--accent); stroke-width: 2; }
.point circle { fill: var(--accent); }
details { margin: 0.6rem 0; }
summary { cursor: pointer; color: var(--accent); padding: 0.2rem 0; }
.decision { margin-bottom: 1.8rem; }
.cost .mark { white-space: normal; }
.chart { margin: 0.6rem 0 1.4rem; }
.chart svg { display: block; max-width: 100%; height: auto; font-variant-numeric: tabular-nums; }
.chart .narrow { display: none; }
@media screen and (max-width: 44rem) {
  .facts > div { grid-template-columns: 1fr; margin-bottom: 0.3rem; }
  .chart .wide { display: none; }
  .chart .narrow { display: block; }
}`;

const print = `
@media print {
  :root {
    --ground: #ffffff; --raised: #f6f7f8; --ink: #000000; --quiet: #444b53; --line: #c8cdd2; --faint: #e3e6e9;
    --accent: #0b5cad; --accent-soft: #a9c7e6; --alarm: #b0400c; --alarm-soft: #f3c9b3; --person: #5f6b78;
  }
  @page { margin: 16mm 14mm; }
  body { padding: 0; max-width: none; font-size: 9.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  section { margin-top: 1.6rem; padding-top: 1rem; }
  h2, h3, caption, summary { break-after: avoid; }
  tr, li, figure, .figures, .row { break-inside: avoid; }
  .scroll, pre { overflow: visible; }
  .number, .short, thead th { white-space: normal; }
  th, td { padding-right: 0.8rem; overflow-wrap: anywhere; }
  tbody th { min-width: 0; }
  .bar { width: 12rem; }
  .point { width: 8rem; }
  .row { grid-template-columns: minmax(0, 14rem) minmax(0, 1fr) 3.2rem 4.8rem; }
  .row.axis { position: static; }
  .long { display: none; }
  pre code { white-space: pre-wrap; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; color: var(--ink); font-weight: 600; }
}`;

export const style = [colours, type, head, tables, timelineStyle, zonesStyle, print].join('\n');
