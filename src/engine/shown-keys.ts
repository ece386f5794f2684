import type { LimitKey } from '../model/counted-limit.ts';
import type { Redactor } from '../secrets/redact.ts';
import type { KeyName } from '../store/limit-store.ts';

/** Between the values of several `by`. */
export const between = ' + ';

/** A header may have as much as `limits: { head }` lets through. */
const maxShown = 120;

function shownPart(by: LimitKey, value: string, redactor: Redactor): string {
  if (by === 'key') return redactor.key(value);
  if (!by.startsWith('header:')) return redactor.text(value);
  return redactor.headers([by.slice('header:'.length), value])[1] ?? '';
}

function cut(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown - 1)}…` : text;
}

/** Characters of a digest that are shown. */
const shownDigest = 8;

/** A key as it is listed. */
export function shownName(name: KeyName, by: readonly LimitKey[], redactor: Redactor): string {
  if (name.kind === 'kept') return name.digest.slice(0, shownDigest);
  const values = name.key.split('\0');
  return cut(by.map((each, index) => shownPart(each, values[index] ?? '', redactor)).join(between));
}
