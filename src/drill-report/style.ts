/** Colours follow the reader's; outcomes are words, too. */
export const style = `
:root { --ink: #1d2230; --soft: #4d5568; --paper: #fff; --line: #c9cfdb; --fault: #f6d3cd; --calm: #dcefe2;
  --curve: #2454c5; --bad: #b3261e; --good: #1c7a3d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9f0; --soft: #aab2c4; --paper: #14171f;
  --line: #3a4152; --fault: #55261f; --calm: #1d3a28; --curve: #8fb0ff; --bad: #ff9d94; --good: #7fdc9e; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
figure { margin: 1rem 0; }
figcaption { color: var(--soft); font-size: 0.9rem; }
svg { width: 100%; height: auto; border: 1px solid var(--line); }
svg text { font-size: 12px; fill: var(--soft); }
.stage { fill: var(--calm); stroke: var(--line); }
.stage.inject { fill: var(--fault); }
.curve { fill: none; stroke: var(--curve); stroke-width: 2; }
.bound { stroke: var(--bad); stroke-dasharray: 6 4; }
.mark { fill: var(--soft); }
.mark.refuted { fill: var(--bad); }
.mark.held { fill: var(--good); }
`;
