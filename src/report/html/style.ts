import { colours } from './colours.ts';

const text = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 1.25rem clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 68rem;
  background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 400 1rem/1.55 system-ui, 'Segoe UI', 'Liberation Sans', sans-serif;
  font-variant-numeric: tabular-nums;
}
h1, h2, h3, h4 { line-height: 1.25; margin: 0; font-weight: 650; text-wrap: balance; }
h1 { font-size: 1.9rem; letter-spacing: -0.015em; }
h2 { font-size: 1.35rem; letter-spacing: -0.01em; }
h3 { font-size: 1.05rem; }
h4 { font-size: 1rem; }
p { margin: 0.35rem 0; }
a { color: var(--link); text-underline-offset: 0.15em; }
code, .id { font: 0.875em/1.4 ui-monospace, 'Liberation Mono', monospace; }
.aside, .source, .id { color: var(--soft); }
.aside { font-size: 0.9rem; }
.sentence::first-letter { text-transform: uppercase; }
.source::before { content: '— '; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; background: var(--paper); padding: 0.5rem 1rem; z-index: 1; }
.skip:focus { left: 1rem; top: 0.5rem; }
.shapes { position: absolute; }
`;

const frame = `
.top { display: flex; justify-content: space-between; align-items: center; margin-bottom: 1.75rem; }
.brand { font-weight: 700; letter-spacing: 0.01em; margin: 0; }
.totals { font-size: 1.15rem; margin-top: 0.5rem; }
button {
  font: inherit; font-size: 0.875rem; color: var(--ink); background: var(--paper); cursor: pointer;
  border: 1px solid var(--soft); border-radius: 999px; padding: 0.22rem 0.75rem; min-height: 1.75rem;
}
button:hover { border-color: var(--ink); }
button[aria-pressed='true'] { background: var(--ink); color: var(--ground); border-color: var(--ink); }
button[aria-pressed='true']::before { content: '✓ '; content: '✓ ' / ''; }
button .count { opacity: 0.75; margin-left: 0.2em; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.4rem 0.9rem 0.4rem 0; vertical-align: top; }
th, td { border-bottom: 1px solid var(--line); }
thead th, caption { color: var(--soft); font-weight: 500; font-size: 0.85rem; text-align: left; }
caption { padding-bottom: 0.3rem; }
tbody th { font-weight: 550; }
.number { text-align: right; }
.scroll { overflow-x: auto; }
nav { margin: 1.75rem 0; }
.filters { border-block: 1px solid var(--line); padding: 1rem 0; }
.filters h2 { font-size: 1rem; margin-bottom: 0.5rem; }
.group { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; margin: 0.45rem 0; }
.group .name { color: var(--soft); font-size: 0.875rem; flex: 0 0 6rem; }
.shown { min-height: 1.9rem; margin-top: 0.7rem; font-size: 0.9rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; margin: 1rem 0 0; }
.legend { color: var(--soft); font-size: 0.85rem; }
.legend span { display: inline-flex; gap: 0.4rem; align-items: center; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.85rem; }
`;

const story = `
.scenario { margin-top: 2.75rem; }
.title { font-size: 1.05rem; }
.badge {
  display: inline-block; font-size: 0.8rem; font-weight: 600; line-height: 1.5;
  letter-spacing: 0; white-space: nowrap;
  padding: 0.05rem 0.6rem; border-radius: 999px; vertical-align: 0.12em; margin-right: 0.2rem;
}
.badge.pass { color: var(--good); background: var(--good-ground); }
.badge.fail { color: var(--bad); background: var(--bad-ground); }
.badge.known, .badge.suspect, .badge.inconclusive { color: var(--open); background: var(--open-ground); }
.verdict, .call {
  background: var(--paper); border: 1px solid var(--line); border-radius: 10px;
  padding: 0.9rem 1.1rem; margin-top: 0.8rem;
}
.finding { border-left: 4px solid var(--bad); padding: 0.15rem 0 0.15rem 1rem; margin: 0.9rem 0 0.3rem; }
.finding.advice { border-left-color: var(--open); }
.finding:target { background: var(--open-ground); }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: 0.3rem 1rem; margin: 0.5rem 0 0; }
dl { font-size: 0.94rem; }
dt { color: var(--soft); }
dd, dd ul { margin: 0; padding: 0; }
dd li { list-style: none; }
.chips { display: flex; flex-wrap: wrap; gap: 0.4rem; }
.chip { color: var(--bad); font-size: 0.875rem; font-weight: 600; }
details.table { margin-top: 0.6rem; font-size: 0.9rem; }
summary { cursor: pointer; color: var(--link); width: fit-content; }
.table .scroll { margin-top: 0.5rem; }
.table td, .table th { white-space: nowrap; }
`;

const pictures = `
.picture { margin-top: 0.7rem; }
.row { display: grid; grid-template-columns: 18rem 1fr; column-gap: 1.5rem; padding-right: 10px; }
.row + .row { border-top: 1px solid var(--grid); }
.words { display: grid; grid-template-columns: 1.6rem 1fr; padding: 0.35rem 0; }
.words { font-size: 0.875rem; line-height: 1.4; }
.words > :not(.ordinal) { grid-column: 2; }
.ordinal { grid-row: 1 / span 3; font-weight: 650; }
.when { color: var(--soft); }
.wrong { color: var(--bad); font-weight: 600; }
.scale .words { display: block; color: var(--soft); font-size: 0.8rem; padding: 0.1rem 0; }
.ticks, .track { display: block; width: 100%; overflow: visible; }
.ticks { height: 20px; }
.ticks text { fill: var(--soft); font-size: 0.8rem; }
.lane { position: relative; min-height: 32px; }
.track { position: absolute; inset: 0; height: 100%; }
.grid { stroke: var(--grid); }
.wait { stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 2 3; }
.bar { fill: var(--bar); }
.answered-bar { fill: var(--good); opacity: 0.55; }
.band { stroke: var(--band-line); }
.band-ground { fill: var(--band); }
.band-line { stroke: var(--band-line); stroke-width: 2; }
circle.asked { fill: var(--mark); }
circle.answered { fill: var(--paper); stroke: var(--good); stroke-width: 2.5; }
circle.halo { fill: var(--paper); }
path.early { stroke: var(--bad); stroke-width: 3; stroke-linecap: round; fill: none; }
`;

const media = `
@media (max-width: 46rem) {
  .row { grid-template-columns: 1fr; padding: 0 10px; }
  .row:not(.scale) { padding-bottom: 0.35rem; }
  .scale .words { display: none; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.5rem; }
  .group .name { flex-basis: 100%; }
  .contents { width: max-content; min-width: 100%; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media (forced-colors: active) {
  .badge, .finding { border: 1px solid; }
  button[aria-pressed='true'] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  .track, .ticks, .legend svg { forced-color-adjust: none; background: var(--paper); }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .filters, .theme, .skip, details.table { display: none; }
  .verdict, .call, .finding { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .band, .bar, .badge { print-color-adjust: exact; }
}
`;

/** The complete style sheet. Constant, since its digest is in the page's Content-Security-Policy. */
export const style = `${colours}${text}${frame}${story}${pictures}${media}`;
