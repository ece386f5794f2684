import { readFileSync } from 'node:fs';

/** A generated part of docs/judge.md. */
export function onPage(part: string): string {
  const page = readFileSync(new URL('../../docs/judge.md', import.meta.url), 'utf8');
  return page.split(`<!-- generated: ${part} -->`)[1]?.split('<!-- end -->')[0]?.trim() ?? '';
}
