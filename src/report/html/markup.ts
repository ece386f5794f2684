import { escaped } from '../document/escape.ts';

/** Markup with everything escaped; only `html` and `verbatim` make it. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | null | readonly Part[];

function said(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(said).join('');
}

/** Template tag: the literal text is markup; an inserted value is escaped, unless it is markup itself. */
export function html(text: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: String.raw({ raw: text }, ...parts.map(said)) };
}

/** Trusted markup from the source code, unescaped: a style or a script. */
export function verbatim(markup: string): Markup {
  return { markup };
}
