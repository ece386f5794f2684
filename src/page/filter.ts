import type { Row } from './row.ts';

/** What is shown; an empty text narrows nothing. */
export interface Filter {
  readonly label: string;
  readonly model: string;
  readonly route: string;
  readonly rule: string;
  readonly text: string;
}

export type FilterName = keyof Filter;

export const noFilter: Filter = { label: '', model: '', route: '', rule: '', text: '' };

/** What text is looked for in. */
function textOf({ entry, run, attempt, met, status, route, model, rules }: Row): string {
  const own = entry.kind === 'request' ? [entry.method, entry.url, entry.client ?? ''] : [entry.address];
  return [...own, run ?? '', attempt, met, status ?? '', route, model, ...rules].join(' ').toLowerCase();
}

export function isNarrow(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== '');
}

export function isShown(row: Row, { label, model, route, rule, text }: Filter): boolean {
  if (label !== '' && row.label !== label) return false;
  if (model !== '' && row.model !== model) return false;
  if (route !== '' && row.route !== route) return false;
  if (rule !== '' && !row.rules.includes(rule)) return false;
  return text === '' || textOf(row).includes(text.toLowerCase());
}
