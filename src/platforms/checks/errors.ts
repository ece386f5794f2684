import type { PlatformFile } from '../shape.ts';
import { type Mistakes, nameMistakes } from './mistake.ts';

function* defaultMistakes(file: PlatformFile): Mistakes {
  const owners = new Map<string, string>();
  const defaults = Object.entries(file.errors).filter(([, entry]) => entry.default === true);
  for (const [name, { status, surfaces = Object.keys(file.surfaces) }] of defaults)
    for (const surface of surfaces) {
      const owner = owners.get(`${status} ${surface}`);
      if (owner !== undefined)
        yield {
          path: ['errors', name, 'default'],
          message: `${owner} is already the default of ${status} on surface ${surface}; keep one of the two`,
        };
      owners.set(`${status} ${surface}`, name);
    }
}

/** A kind would else mean the one or the other. */
function* kindMistakes(file: PlatformFile): Mistakes {
  const owners = new Map<string, string>();
  for (const [name, { kinds, surfaces = Object.keys(file.surfaces) }] of Object.entries(file.errors))
    for (const [index, kind] of kinds.entries())
      for (const surface of surfaces) {
        const owner = owners.get(`${kind} ${surface}`);
        if (owner !== undefined)
          yield {
            path: ['errors', name, 'kinds', index],
            message: `${owner} is already the error of this kind on surface ${surface}; keep one of the two`,
          };
        owners.set(`${kind} ${surface}`, name);
      }
}

/** Checks the catalogue: surfaces are known, one default for each status and surface. */
export function* errorMistakes(file: PlatformFile): Mistakes {
  const known = Object.keys(file.surfaces);
  yield* defaultMistakes(file);
  yield* kindMistakes(file);
  for (const [name, { surfaces = [] }] of Object.entries(file.errors)) {
    if (name === 'ok')
      yield {
        path: ['errors', name],
        message: '"ok" means no fault in a scenario; give the error another name',
      };
    for (const [index, surface] of surfaces.entries())
      yield* nameMistakes(['errors', name, 'surfaces', index], 'surface', surface, known);
  }
}
