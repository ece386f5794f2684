import { METHODS } from 'node:http';
import type { Part } from '../config/validate.ts';
import { globMatcher, matchesAny } from '../lib/glob.ts';
import { unknownName } from '../lib/nearest.ts';
import type { Platform } from '../model/platform.ts';
import type { When } from '../model/scenario.ts';
import { stubKinds } from '../model/stub-kind.ts';
import { routesOf } from './routes-of.ts';
import { connectionKeys } from './schema-when.ts';

type Asked = Partial<When>;

/** Surfaces on which a rule can match; an unknown path belongs to the surface with its prefix. */
export function surfacesOf(when: Asked, platform: Platform): string[] {
  const known = routesOf(when, platform).map(({ surface }) => surface);
  if (known.length > 0) return [...new Set(known)];
  const named = platform.surfaces.map(({ name }) => name).filter((name) => matchesAny(when.surface, name));
  const paths = when.path ?? [];
  const onPath = platform.surfaces.filter(({ prefixes }) =>
    paths.some((path) => prefixes.some((prefix) => path.startsWith(prefix))),
  );
  return onPath.length > 0 ? onPath.map(({ name }) => name) : named;
}

/** `elsewhereKnown`: names that only other platforms have may stand beside one that is known here. */
function checkNames(
  part: Part,
  what: string,
  globs: readonly string[] | undefined,
  known: readonly string[],
  elsewhereKnown: readonly string[] = [],
): void {
  const isKnown = (glob: string) => known.some(globMatcher(glob));
  const elsewhere = (globs ?? []).some(isKnown) ? elsewhereKnown : [];
  for (const [index, glob] of (globs ?? []).entries()) {
    if (isKnown(glob) || elsewhere.includes(glob)) continue;
    const place = Array.isArray(part.value) ? part.at(index) : part;
    place.refuse(unknownName(what, glob, known));
  }
}

/** Why no request can match all of this, or `null`. */
function contradiction(when: Asked, platform: Platform): string | null {
  if (when.route === undefined) return null;
  const named = platform.routes.filter(({ name }) => matchesAny(when.route, name));
  if (named.length === 0 || routesOf(when, platform).length > 0) return null;
  const routes = named
    .map(
      ({ name, surface, methods, path }) => `${name} is ${methods.join('/')} ${path} on surface ${surface}`,
    )
    .join('; ');
  const asked = (['surface', 'method', 'path', 'model', 'prompt'] as const).filter(
    (key) => when[key] !== undefined,
  );
  return `this rule can never fire: ${routes}, which never meets its ${asked.join(', ')}`;
}

/** Refuses what can never match on this platform: unknown names, and combinations that its routes exclude. */
export function checkWhen(part: Part, when: Asked, platform: Platform): void {
  checkNames(
    part.at('route'),
    'route',
    when.route,
    platform.routes.map(({ name }) => name),
    stubKinds,
  );
  checkNames(
    part.at('surface'),
    'surface',
    when.surface,
    platform.surfaces.map(({ name }) => name),
  );
  checkNames(part.at('method'), 'method', when.method, METHODS);
  const contradicted = contradiction(when, platform);
  if (contradicted !== null) part.refuse(contradicted);
}

/** Refuses what no connection can match on any platform. */
export function checkConnectionWhen(part: Part, when: Asked): void {
  if (when.tls !== false) return;
  for (const key of ['sni', 'alpn'] as const)
    if (when[key] !== undefined)
      part.at(key).refuse(`this rule can never fire: without TLS there is no ${key}; leave "tls" out`, 'key');
}

/** Refuses a TLS fault for connections without TLS. */
export function checkTlsWhen(part: Part, when: Asked, fault: string): void {
  if (when.tls === false)
    part
      .at('tls')
      .refuse(`this rule can never fire: ${fault} acts on TLS alone; leave "tls" out, or say true`, 'key');
}

/** Refuses request keys in a connection rule. */
export function checkConnectionRule(part: Part): void {
  for (const [key, member] of part.entries()) {
    if (connectionKeys.some((known) => known === key)) continue;
    const known = `before a request exists only ${connectionKeys.join(', ')} are known`;
    member.refuse(`a rule with a connection fault cannot ask for "${key}": ${known}`, 'key');
  }
}
