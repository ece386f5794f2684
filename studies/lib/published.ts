import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a run leaves the generated parts of a page of docs; `studies/lib/write-page.mjs` sets it. */
const folder = process.env['DOCS_PARTS'];

const cell = (text: string) => text.replaceAll('|', '\\|');

export function table(titles: readonly string[], lines: readonly (readonly string[])[]): string {
  return [titles, titles.map(() => '---'), ...lines]
    .map((line) => `| ${line.map(cell).join(' | ')} |`)
    .join('\n');
}

/** A part of the page, made of what was seen. */
export function publish(part: string, markdown: string): void {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${part}.md`), markdown);
}
