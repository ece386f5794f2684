import { BoundedMap } from '../lib/bounded-map.ts';
import { headerPairs, isPreflight } from '../lib/http.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { RawHeaders, Step } from '../model/step.ts';

/** Pages whose fields are remembered; a test has one or two. */
const maxOrigins = 100;

const ofAnswers: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
]);

const textOf = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** The site whose page asks; `null`: no browser asks, or it does so for its own site. */
export function originOf({ headers }: Pick<RequestFacts, 'headers'>): string | null {
  return textOf(headers['origin']);
}

/** What a page of that site may see of an answer where every site may ask: all of it. */
export function allowing(origin: string): RawHeaders {
  return ['Access-Control-Allow-Origin', origin, 'Access-Control-Expose-Headers', '*', 'Vary', 'Origin'];
}

/** What is said to a preflight where every site may ask; `null`: the request is none. */
export function allowedPreflight(facts: RequestFacts): readonly Step[] | null {
  const origin = originOf(facts);
  if (origin === null || !isPreflight(facts)) return null;
  const method = textOf(facts.headers['access-control-request-method']) ?? '';
  const asked = textOf(facts.headers['access-control-request-headers']);
  const headers = [
    ...['Access-Control-Allow-Origin', origin],
    ...['Access-Control-Allow-Methods', method],
    ...(asked === null ? [] : ['Access-Control-Allow-Headers', asked]),
    ...['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'],
  ];
  return [{ kind: 'head', status: 204, headers, origin: 'stub' }, { kind: 'end' }];
}

/** What a real upstream has said to each site, for the answers that are given in its place. */
export class SaidToOrigins {
  readonly #said = new BoundedMap<string, RawHeaders>(maxOrigins);

  note(origin: string, headers: RawHeaders): void {
    const fields = headerPairs(headers).filter(([name]) => ofAnswers.has(name.toLowerCase()));
    if (fields.length === 0) return;
    const varies = fields.some(([, value]) => value === origin) ? ['Vary', 'Origin'] : [];
    this.#said.set(origin, [...fields.flat(), ...varies]);
  }

  to(origin: string): RawHeaders {
    return this.#said.get(origin) ?? [];
  }
}
