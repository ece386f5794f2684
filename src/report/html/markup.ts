import { escaped } from '../document/escape.ts';

/** Markup that is safe to send: made by `html` alone. */
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

/** The text between is markup; whatever is put in is text, unless it is markup already. */
export function html(text: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: String.raw({ raw: text }, ...parts.map(said)) };
}

/** A text of this file's own, as it is: a style or a script. */
export function verbatim(markup: string): Markup {
  return { markup };
}
