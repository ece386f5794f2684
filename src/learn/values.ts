import { readRfc3339 } from '../lib/clock.ts';
import { hideSecrets } from '../secrets/redact.ts';

/* Readers of single values of records: what is of another type is as good as absent. */

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A number, or a text that is one: protobuf's JSON and many loggers write numbers as texts. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Milliseconds, 0 or more; `null`: not known. HAR writes -1 for that. */
export function msOf(value: unknown, unitMs = 1): number | null {
  const number = numberOf(value);
  return number === null || number < 0 ? null : number * unitMs;
}

/** A final status; 0, -1 and the like mean that no head came. */
export function statusOf(value: unknown): number | null {
  const status = numberOf(value);
  return status !== null && Number.isInteger(status) && status >= 200 && status <= 599 ? status : null;
}

export function flagOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === 'false' ? value === 'true' : null;
}

/**
 * From so large a number on it counts nanoseconds, microseconds, milliseconds; below these, seconds. A
 * division by a whole number is exact where a product with a fraction is not.
 */
const epochUnits = [
  { from: 1e17, times: 1, over: 1_000_000 },
  { from: 1e14, times: 1, over: 1_000 },
  { from: 1e11, times: 1, over: 1 },
  { from: 0, times: 1_000, over: 1 },
] as const;

function readEpoch(number: number): number {
  const unit = epochUnits.find(({ from }) => number >= from);
  return unit === undefined ? Number.NaN : (number * unit.times) / unit.over;
}

/** RFC 3339, also with a blank for `T`, `+0000`, or no zone at all, which is taken as UTC. */
function readTime(text: string): number {
  const withT = text.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T');
  const withZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(withT) ? withT : `${withT}Z`;
  return readRfc3339(withZone.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

/** Milliseconds since the Unix epoch; `null`: it is no time. The size of a number tells its unit. */
export function timeOf(value: unknown): number | null {
  const number = numberOf(value);
  const at = number === null ? readTime(textOf(value) ?? '') : readEpoch(number);
  return Number.isFinite(at) && at > 0 ? at : null;
}

/** Names of models as gateways have them; what is longer, or has blanks, is taken for something else. */
const modelForm = /^[A-Za-z0-9][\w.:/@+-]{0,127}$/;

/** The name of a model; `null`: it may be a secret, or is none that a rule could match literally. */
export function modelOf(value: unknown): string | null {
  const name = textOf(value);
  return name !== null && modelForm.test(name) && hideSecrets(name) === name ? name : null;
}

/** The path of a URL without its host, query and fragment. */
export function pathOf(value: unknown): string | null {
  const url = textOf(value);
  if (url === null) return null;
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return path.startsWith('/') ? path : null;
}
