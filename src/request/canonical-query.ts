import type { RequestFacts } from '../model/facts.ts';
import { isSecret } from '../secrets/names.ts';

/** Names that a client gives to a parameter that only keeps caches from answering; without `-` and `_`. */
const cacheBusters: ReadonlySet<string> = new Set([
  ...['', 'cb', 'cachebust', 'cachebuster', 'nocache', 'bust', 'dc', 'rnd', 'rand', 'random'],
]);

/** Names that mean a cache-buster where the value is a Unix time, in seconds or finer. */
const times: ReadonlySet<string> = new Set(['t', 'ts', 'time', 'timestamp', 'now']);
const unixTime = /^1\d{9}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?$/;

function isIncidental(parameter: string): boolean {
  const mark = parameter.indexOf('=');
  const name = mark === -1 ? parameter : parameter.slice(0, mark);
  if (isSecret('query', name)) return true;
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  return cacheBusters.has(plain) || (times.has(plain) && unixTime.test(parameter.slice(mark + 1)));
}

function nameOf(parameter: string): string {
  const [name = ''] = parameter.split('=', 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * The query by which a request is the same as another one: parameters in order, those of one name as they
 * stand; without cache-busters, keys and what the scenario ignores. `?…`, or empty.
 */
export function canonicalQuery({ query, ignored }: Pick<RequestFacts, 'query' | 'ignored'>): string {
  if (query.length < 2) return '';
  const said = query
    .slice(1)
    .split('&')
    .filter(
      (each) => each !== '' && !isIncidental(each) && !ignored.some((name) => name === `?${nameOf(each)}`),
    )
    .map((each) => [nameOf(each), each] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, each]) => each);
  return said.length === 0 ? '' : `?${said.join('&')}`;
}
