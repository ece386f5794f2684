import type { RefusalEntry } from '../../model/refusal.ts';
import type { PlatformFile } from '../shape.ts';
import { type Mistake, type Mistakes, nameMistakes } from './mistake.ts';

/** A refusal may happen on every surface, so its error must exist on all of them. */
function* namedMistakes(path: Mistake['path'], name: string, file: PlatformFile): Mistakes {
  yield* nameMistakes(path, 'error', name, Object.keys(file.errors));
  const all = Object.keys(file.surfaces);
  const at = Object.hasOwn(file.errors, name) ? (file.errors[name]?.surfaces ?? all) : all;
  const missing = all.filter((surface) => !at.includes(surface));
  if (missing.length > 0)
    yield {
      path,
      message:
        `error ${name} is not on surface ${missing.join(', ')}, where this is refused too; ` +
        'drop its surfaces',
    };
}

function* switchedMistakes(
  path: Mistake['path'],
  { setting, entries }: Exclude<RefusalEntry, string>,
  file: PlatformFile,
): Mistakes {
  for (const [value, name] of Object.entries(entries))
    yield* namedMistakes([...path, 'entries', value], name, file);
  yield* nameMistakes([...path, 'setting'], 'setting', setting, Object.keys(file.settings));
  if (!Object.hasOwn(file.settings, setting)) return;
  const values = file.settings[setting]?.values ?? [];
  for (const value of Object.keys(entries))
    yield* nameMistakes([...path, 'entries', value], `value of ${setting}`, value, values);
  const missing = values.filter((value) => !Object.hasOwn(entries, value));
  if (missing.length > 0)
    yield { path: [...path, 'entries'], message: `no error for ${setting}: ${missing.join(', ')}; name one` };
}

export function* refusalMistakes(file: PlatformFile): Mistakes {
  const { documented: _, ...refusals } = file.refusals;
  for (const [refusal, by] of Object.entries(refusals)) {
    const path = ['refusals', refusal];
    if (typeof by === 'string') yield* namedMistakes(path, by, file);
    else yield* switchedMistakes(path, by, file);
  }
}
