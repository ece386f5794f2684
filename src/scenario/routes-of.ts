import { globMatcher, isLiteral, matchesAny } from '../lib/glob.ts';
import type { Platform, Route } from '../model/platform.ts';
import type { When } from '../model/scenario.ts';

type Asked = Partial<When>;

/** Compares `/api/keys/{id}` with a path without wildcards; a path with wildcards may always match. */
function pathFits(paths: readonly string[] | undefined, { path }: Route): boolean {
  const fits = globMatcher(path.replaceAll(/\{\w+\}/g, '*'));
  return paths === undefined || paths.some((given) => !isLiteral(given) || fits(given));
}

function methodFits(methods: readonly string[] | undefined, route: Route): boolean {
  // Browsers ask every path by OPTIONS.
  const always = [...route.methods, 'OPTIONS'];
  const answered = route.methods.includes('GET') ? [...always, 'HEAD'] : always;
  return answered.some((method) => matchesAny(methods, method));
}

/** Whether the route's body may contain what the rule asks for; a route without listed parameters may. */
function bodyFits({ model, prompt }: Asked, { methods, parameters }: Route): boolean {
  if (model === undefined && prompt === undefined) return true;
  const names = Object.keys(parameters);
  return methods.some((method) => method !== 'GET') && (names.length === 0 || names.includes('model'));
}

/** Routes of the platform on which a rule can match. */
export function routesOf(when: Asked, { routes }: Platform): Route[] {
  return routes.filter(
    (route) =>
      matchesAny(when.route, route.name) &&
      matchesAny(when.surface, route.surface) &&
      methodFits(when.method, route) &&
      pathFits(when.path, route) &&
      bodyFits(when, route),
  );
}
