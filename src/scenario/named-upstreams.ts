import type { Part } from '../config/validate.ts';
import { globMatcher } from '../lib/glob.ts';
import { unknownName } from '../lib/nearest.ts';
import type { NamedUpstream } from '../model/scenario.ts';
import { namedUpstreamShape, upstreamNameHint, upstreamNameShape } from './schema.ts';
import { type Backend, proxyOf } from './upstream.ts';

/** Most upstreams of a scenario: each request is asked about under each of them. */
const maxUpstreams = 20;

const noUpstreams = 'expected names with their upstreams, such as { primary: stub, secondary: stub }';

function readOne(name: string, part: Part, env: NodeJS.ProcessEnv): Omit<NamedUpstream, 'name'> {
  if (!upstreamNameShape.safeParse(name).success) part.refuse(upstreamNameHint, 'key');
  const whole = typeof part.value === 'string' ? part.as({ url: part.value }) : part;
  const { weight = 1, region = null, ...fields } = whole.fields(namedUpstreamShape);
  if (whole.at('url').value !== 'stub') return { options: proxyOf(whole, fields, env), weight, region };
  for (const each of ['key', 'mirror', 'headers', 'timeout'])
    if (whole.has(each)) whole.at(each).refuse(`"${each}" is for a real backend; the stub has none`, 'key');
  return { options: { kind: 'stub' }, weight, region };
}

/** Reads `upstreams`; absent: none. `instead`: what the command line puts in the place of each. */
export function readUpstreams(
  part: Part,
  env: NodeJS.ProcessEnv,
  instead: Backend | null,
): readonly NamedUpstream[] {
  if (part.value === undefined) return [];
  const entries = part.entries();
  if (entries.length === 0) part.refuse(noUpstreams);
  if (entries.length > maxUpstreams) part.refuse(`expected at most ${maxUpstreams} upstreams`);
  const read = entries.slice(0, maxUpstreams).map(([name, member]): NamedUpstream => {
    const { options, ...rest } = readOne(name, member, env);
    return { name, options: instead ?? options, ...rest };
  });
  if (read.length > 0 && read.every(({ weight }) => weight === 0))
    part.refuse('a URL that names no upstream leads to none: give at least one of them a "weight" above 0');
  return read;
}

/** What the command line puts in the place of every upstream. A tape would answer for all of them alike. */
export function readInstead(part: Part, env: NodeJS.ProcessEnv): Backend {
  const { value } = part;
  if (value === 'stub') return { kind: 'stub' };
  if (!String(value).startsWith('replay:')) return proxyOf(part.as({ url: value }), {}, env);
  part.refuse('a tape does not say which of several upstreams answered; name the stub or a URL');
  return { kind: 'stub' };
}

function checkGlobs(part: Part, what: 'name' | 'region', known: readonly string[]): void {
  const places = Array.isArray(part.value) ? part.items() : [part];
  for (const place of places)
    if (typeof place.value === 'string' && !known.some(globMatcher(place.value)))
      place.refuse(
        known.length === 0
          ? `this rule can never fire: no upstream here has a ${what}; say it under "upstreams"`
          : unknownName(what === 'name' ? 'upstream' : what, place.value, known),
      );
}

/** Refuses conditions on upstreams that the scenario does not have. `whens`: of its rules and limits. */
export function checkUpstreams(whens: readonly Part[], upstreams: readonly NamedUpstream[]): void {
  const names = upstreams.map(({ name }) => name);
  const regions = upstreams.flatMap(({ region }) => (region === null ? [] : [region]));
  for (const when of whens) {
    if (when.has('upstream')) checkGlobs(when.at('upstream'), 'name', names);
    if (when.has('region')) checkGlobs(when.at('region'), 'region', [...new Set(regions)]);
  }
}
