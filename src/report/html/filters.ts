import type { ReportDocument } from '../document/schema.ts';
import { findingsOf } from '../document/words.ts';
import { html, type Markup } from './markup.ts';

function group(title: string, key: string, values: ReadonlyMap<string, number>): Markup | null {
  if (values.size === 0) return null;
  const buttons = [...values].map(
    ([value, count]) =>
      html`<button type="button" aria-pressed="false" data-key="${key}" data-value="${value}">${value}
<span class="count" aria-hidden="true">${count}</span></button>`,
  );
  return html`<div class="group" role="group" aria-labelledby="by-${key}">
<span class="name" id="by-${key}">${title}</span>${buttons}</div>`;
}

function countsOf(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Hidden until the script runs; without the script everything is shown. */
export function filters({ scenarios }: ReportDocument): Markup {
  const verdicts = scenarios.flatMap((scenario) => scenario.verdicts);
  const problems = scenarios.flatMap(findingsOf).map(({ problem }) => problem);
  return html`<section class="filters" aria-labelledby="filters" hidden>
<h2 id="filters">Filter</h2>
${group('Outcome', 'outcome', countsOf(verdicts.map(({ outcome }) => outcome)))}
${group('Finding', 'finding', countsOf(problems))}
${group('Expectation', 'expectation', countsOf(verdicts.map(({ expectation }) => expectation)))}
<p class="shown"><span role="status"></span> <button type="button" class="clear" hidden>Show all</button></p>
</section>`;
}
