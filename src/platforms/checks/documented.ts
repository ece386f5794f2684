import type { Documented } from '../../model/platform.ts';
import type { PlatformFile } from '../shape.ts';
import { type Mistake, type Mistakes, nameMistakes } from './mistake.ts';

function* claimMistakes(
  path: Mistake['path'],
  facts: { readonly documented: Documented },
  sources: readonly string[],
): Mistakes {
  const fields = Object.keys(facts).filter((field) => field !== 'documented');
  for (const [field, source] of Object.entries(facts.documented)) {
    const here = [...path, 'documented', field];
    yield* nameMistakes(here, 'field', field, fields);
    yield* nameMistakes(here, 'source', source, sources);
  }
}

/** Checks that every documented field exists and that its source is listed. */
export function* documentedMistakes(file: PlatformFile): Mistakes {
  const sources = Object.keys(file.sources);
  for (const [id, model] of Object.entries(file.models)) {
    const facts = { id, ...model };
    yield* claimMistakes(['models', id], facts, sources);
  }
  for (const section of ['settings', 'prices', 'surfaces', 'routes', 'errors', 'categories'] as const)
    for (const [name, facts] of Object.entries(file[section]))
      yield* claimMistakes([section, name], facts, sources);
  for (const section of ['credential', 'headers', 'refusals', 'backoff'] as const) {
    const facts = file[section];
    if (facts !== null) yield* claimMistakes([section], facts, sources);
  }
  for (const [id, { documented }] of Object.entries(file.contract))
    if (documented !== null)
      yield* nameMistakes(['contract', id, 'documented'], 'source', documented, sources);
}
