import type { PlatformFile } from '../shape.ts';
import { type Mistakes, nameMistakes } from './mistake.ts';

function* prefixMistakes(file: PlatformFile): Mistakes {
  const owners = new Map<string, string>();
  for (const [name, { prefixes }] of Object.entries(file.surfaces))
    for (const [index, prefix] of prefixes.entries()) {
      const path = ['surfaces', name, 'prefixes', index];
      const owner = owners.get(prefix);
      if (owner !== undefined)
        yield { path, message: `prefix ${prefix} already belongs to surface ${owner}` };
      owners.set(prefix, name);
    }
}

function* endpointMistakes(file: PlatformFile): Mistakes {
  const owners = new Map<string, string>();
  for (const [name, { methods, path }] of Object.entries(file.routes))
    for (const method of methods) {
      const endpoint = `${method} ${path.replaceAll(/\{[a-z]+\}/g, '{}')}`;
      const owner = owners.get(endpoint);
      if (owner !== undefined)
        yield { path: ['routes', name, 'path'], message: `${method} ${path} is already route ${owner}` };
      owners.set(endpoint, name);
    }
}

/** Checks surfaces and routes: names exist, prefixes and endpoints are unique, ranges are not empty. */
export function* routeMistakes(file: PlatformFile): Mistakes {
  const surfaces = Object.keys(file.surfaces);
  yield* prefixMistakes(file);
  yield* endpointMistakes(file);
  for (const [name, { surface, parameters }] of Object.entries(file.routes)) {
    if (surface !== undefined) yield* nameMistakes(['routes', name, 'surface'], 'surface', surface, surfaces);
    for (const [field, { min = -Infinity, max = Infinity }] of Object.entries(parameters))
      if (min > max)
        yield {
          path: ['routes', name, 'parameters', field, 'min'],
          message: `min ${min} is above max ${max}, so no value could pass; swap them`,
        };
  }
}
