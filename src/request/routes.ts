import type { Platform, Route } from '../model/platform.ts';

export interface RouteMatch {
  readonly route: Route | null;
  readonly segments: Readonly<Record<string, string>>;
  readonly surface: string;
}

interface Pattern {
  readonly route: Route;
  readonly form: RegExp;
}

const noSegments = {};

function patternOf(route: Route): Pattern {
  const source = route.path
    .split('/')
    .map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/^\{(\w+)\}$/, '(?<$1>[^/]+)'))
    .join('/');
  return { route, form: new RegExp(`^${source}$`) };
}

/** Finds the route and surface of a path. The method is checked later. */
export function createRouter({ routes, surfaces }: Platform): (path: string) => RouteMatch {
  const literal = new Map<string, RouteMatch>();
  const patterns: Pattern[] = [];
  for (const route of routes) {
    if (route.path.includes('{')) patterns.push(patternOf(route));
    else literal.set(route.path, { route, segments: noSegments, surface: route.surface });
  }
  const ofPrefixes = surfaces
    .flatMap(({ name, prefixes }) => prefixes.map((prefix) => ({ name, prefix })))
    .sort((one, other) => other.prefix.length - one.prefix.length);
  const surfaceOf = (path: string): string => {
    const plain = path.replaceAll(/\/{2,}/g, '/');
    return ofPrefixes.find(({ prefix }) => plain.startsWith(prefix))?.name ?? surfaces[0]?.name ?? '';
  };
  return (path) => {
    const known = literal.get(path);
    if (known !== undefined) return known;
    for (const { route, form } of patterns) {
      const match = form.exec(path);
      if (match !== null) return { route, segments: match.groups ?? noSegments, surface: route.surface };
    }
    return { route: null, segments: noSegments, surface: surfaceOf(path) };
  };
}
