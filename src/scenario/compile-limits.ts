import { z } from 'zod';
import type { Part } from '../config/validate.ts';
import type { CountedLimit, LimitKey } from '../model/counted-limit.ts';
import type { PlatformInUse } from '../model/platform.ts';
import type { Rule, When } from '../model/scenario.ts';
import { modelStubKinds } from '../model/stub-kind.ts';
import { missingEntry, namedEntry } from '../platforms/catalogue.ts';
import { limitKinds } from './limit-kinds/index.ts';
import type { LimitKind } from './limit-kinds/limit-kind.ts';
import { limitShape, maxTokensShape } from './schema-limit.ts';
import { whenShape } from './schema-when.ts';
import { checkTexts } from './texts.ts';
import { checkConnectionWhen, checkWhen, surfacesOf } from './when.ts';

const list = z.array(z.unknown());

/** Assumed: no document says how much is reserved for an answer whose request sets no maximum. */
const assumedMaxTokens = 4_096;

/** Most limits of a scenario: each of them is asked about every request. */
const maxLimits = 100;

function modelRoutes({ platform }: PlatformInUse): When {
  const routes = platform.routes.filter(({ stub }) => modelStubKinds.includes(stub));
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

/** The error that the file names, or else that of the kind; `null`: the platform has none. */
function errorOf(part: Part, kind: LimitKind, inUse: PlatformInUse | null): CountedLimit['error'] | null {
  const given = part.has('error') ? part.at('error').value : undefined;
  if (typeof given === 'string' || typeof given === 'number') return namedEntry(given);
  const known = inUse?.platform.errors.map(({ name }) => name) ?? [];
  const entry = kind.errors.find((name) => known.includes(name));
  if (entry !== undefined) return { by: 'entry', value: entry };
  return kind.status === null ? null : { by: 'status', value: kind.status };
}

/** Refuses what the platform cannot answer, or not count. */
function checkPlatform(part: Part, kind: LimitKind, limit: CountedLimit, inUse: PlatformInUse): void {
  const { name, prices } = inUse.platform;
  const at = part.has('error') ? part.at('error') : part;
  const message = missingEntry(inUse, surfacesOf(limit.when, inUse.platform), limit.error);
  if (message !== null) at.refuse(message);
  if (limit.unit === 'usd' && Object.keys(prices).length === 0)
    part.refuse(`platform ${name} has no prices, so this ${kind.one} counts nothing; give its file prices`);
}

function compileOne(part: Part, kind: LimitKind, inUse: PlatformInUse | null): CountedLimit | null {
  const before = part.refusals;
  const counted = kind.count(part);
  const when = whenOf(part, inUse);
  const error = errorOf(part, kind, inUse);
  if (error === null && inUse !== null)
    part.refuse(
      `platform ${inUse.platform.name} has no error of its own for this ${kind.one}; name one with "error"`,
    );
  if (part.refusals > before || error === null) return null;
  // What every kind has was read, and found right, with the kind's own shape.
  const given = (name: string, shape: z.ZodType) => (part.has(name) ? part.at(name).read(shape) : undefined);
  const limit: CountedLimit = {
    ...{ accounting: 'reserve', enforcement: 'enforced', passes: 'it is not enforced' },
    ...counted,
    ...{ id: String(part.at('id').value), kind: kind.one.replaceAll(' ', '-'), when, error },
    by: (given('by', limitShape.by) ?? []) as readonly LimitKey[],
    maxTokens: (given('maxTokens', maxTokensShape) ?? assumedMaxTokens) as number,
    ...(part.at('enforce').value === false ? { enforcement: 'shadow', passes: 'it is not enforced' } : {}),
    ...(part.at('accounting').value === 'after' ? { accounting: 'after' } : {}),
  };
  if (inUse !== null) checkPlatform(part, kind, limit, inUse);
  return limit;
}

/** The limits of every kind; an id names one of them, or one rule. */
export function compileLimits(
  scenario: Part,
  rules: readonly Rule[],
  inUse: PlatformInUse | null,
): CountedLimit[] {
  const items = limitKinds.flatMap(([key, kind]) => {
    const part = scenario.at(key);
    if (part.value !== undefined) part.read(list);
    return part.items().map((item) => [item, kind] as const);
  });
  items[maxLimits]?.[0].refuse(`the file has ${items.length} limits; at most ${maxLimits} are read`);
  const ids = new Set(rules.map(({ id }) => id));
  return items.slice(0, maxLimits).flatMap(([item, kind]) => {
    const limit = compileOne(item, kind, inUse);
    if (limit === null) return [];
    if (ids.has(limit.id))
      item.at('id').refuse(`duplicate id "${limit.id}": an id names one rule or one limit`);
    ids.add(limit.id);
    return [limit];
  });
}
