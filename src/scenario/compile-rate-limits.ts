import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import type { PlatformInUse, StubKind } from '../model/platform.ts';
import type { RateLimit } from '../model/rate-limit.ts';
import type { Rule, When } from '../model/scenario.ts';
import { missingEntry } from '../platforms/catalogue.ts';
import { rateLimitShape } from './schema-rate-limit.ts';
import { whenShape } from './schema-when.ts';
import { checkTexts } from './texts.ts';
import { checkConnectionWhen, checkWhen, surfacesOf } from './when.ts';

const list = z.array(z.unknown());

/** Assumed: no document says how much is reserved for an answer whose request sets no maximum. */
const assumedMaxTokens = 4_096;

/** Most limits of a scenario: each of them is asked about every request. */
const maxLimits = 100;

const forTime = ['algorithm'] as const;
const forTokens = ['accounting', 'maxTokens'] as const;

/** Handlers of routes on which a model is asked, so that an answer costs tokens. */
const modelStubs: readonly StubKind[] = ['chat', 'completions', 'embeddings', 'moderations', 'images'];

function modelRoutes({ platform }: PlatformInUse): When {
  const routes = platform.routes.filter(({ stub }) => modelStubs.includes(stub));
  return { route: routes.map(({ name }) => name) };
}

function whenOf(part: Part, inUse: PlatformInUse | null): When {
  if (!part.has('when')) return inUse === null ? {} : modelRoutes(inUse);
  const whenPart = part.at('when');
  const when = whenPart.fields(whenShape);
  if (inUse !== null) checkWhen(whenPart, when, inUse.platform);
  checkConnectionWhen(whenPart, when);
  checkTexts(whenPart, inUse?.platform ?? null);
  return when;
}

/** Refuses keys that have no meaning for what is counted. */
function checkKeys(part: Part, unit: RateLimit['unit']): void {
  const useless = unit === 'answers' ? [...forTime, ...forTokens] : unit === 'requests' ? forTokens : [];
  for (const name of useless.filter((each) => part.has(each)))
    part.at(name).refuse(`"${name}" says nothing about ${unit}; leave it out`, 'key');
}

function checkError(part: Part, error: RateLimit['error'], when: When, inUse: PlatformInUse): void {
  const message = missingEntry(inUse, surfacesOf(when, inUse.platform), error);
  if (message !== null) (part.has('error') ? part.at('error') : part).refuse(message);
}

function compileOne(part: Part, inUse: PlatformInUse | null): RateLimit | null {
  const before = part.refusals;
  const { rate, concurrent, enforce, error, ...fields } = part.fields(rateLimitShape, ['when']);
  const when = whenOf(part, inUse);
  if (part.has('rate') === part.has('concurrent'))
    part.refuse('a rate limit needs "rate" or "concurrent", and only one of them');
  const counted = rate ?? { unit: 'answers', amount: concurrent ?? 1, perMs: 1 };
  const choice: RateLimit['error'] =
    typeof error === 'string' ? { by: 'entry', value: error } : { by: 'status', value: error ?? 429 };
  if (part.refusals > before) return null;
  checkKeys(part, counted.unit);
  if (inUse !== null) checkError(part, choice, when, inUse);
  const counting = counted.unit === 'answers' ? 'concurrency' : 'continuous-refill';
  return {
    ...{ accounting: 'reserve', maxTokens: assumedMaxTokens, algorithm: counting, by: [], id: '' },
    ...fields,
    ...counted,
    ...{ when, error: choice, enforcement: enforce === false ? 'shadow' : 'enforced' },
  };
}

export function compileRateLimits(
  part: Part,
  rules: readonly Rule[],
  inUse: PlatformInUse | null,
): RateLimit[] {
  if (part.value !== undefined) part.read(list);
  const items = part.items();
  items[maxLimits]?.refuse(`the file has ${items.length} rate limits; at most ${maxLimits} are read`);
  const ids = new Set(rules.map(({ id }) => id));
  return items.slice(0, maxLimits).flatMap((item) => {
    const limit = compileOne(item, inUse);
    if (limit === null) return [];
    if (ids.has(limit.id))
      item.at('id').refuse(`duplicate id "${limit.id}": an id names one rule or one rate limit`);
    ids.add(limit.id);
    return [limit];
  });
}
