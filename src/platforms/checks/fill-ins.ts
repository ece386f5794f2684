import type { Json } from '../../model/json.ts';
import type { PlatformFile } from '../shape.ts';
import { type Mistake, type Mistakes, nameMistakes } from './mistake.ts';

/** Placeholders allowed in header fields of errors: none that contains values of a request. */
const headerFillIns = ['$type', '$code', '$category', '$status'];
/** Placeholders allowed in the envelope. */
const fillIns = [...headerFillIns, '$message', '$param', '$details'];
/** Placeholders allowed in the text of an error. */
const placeholders = ['model', 'param', 'path', 'method', 'key'];
const settingPrefix = '$setting:';

function* headerMistakes(
  path: Mistake['path'],
  fields: Readonly<Record<string, string>>,
  allowed: readonly string[],
  settings: readonly string[],
): Mistakes {
  for (const [name, value] of Object.entries(fields)) {
    if (value.startsWith(settingPrefix))
      yield* nameMistakes([...path, name], 'setting', value.slice(settingPrefix.length), settings);
    else if (value.startsWith('$'))
      yield* nameMistakes([...path, name], 'fill-in', value, [...allowed, '$setting:NAME']);
  }
}

function* envelopeMistakes(path: Mistake['path'], envelope: Json): Mistakes {
  if (typeof envelope === 'string' && envelope.startsWith('$'))
    yield* nameMistakes(path, 'fill-in', envelope, fillIns);
  if (typeof envelope === 'object' && envelope !== null)
    for (const [field, value] of Object.entries(envelope))
      yield* envelopeMistakes([...path, Array.isArray(envelope) ? Number(field) : field], value);
}

const switches = { every: ['yes', 'no'], tellsLimits: ['on', 'off'] } as const;

/** What `every` and `tellsLimits` name is a setting that has two values. */
function* switchMistakes({ headers, settings }: PlatformFile, field: keyof typeof switches): Mistakes {
  const chosen = headers[field];
  if (chosen?.startsWith(settingPrefix) !== true) return;
  const name = chosen.slice(settingPrefix.length);
  yield* nameMistakes(['headers', field], 'setting', name, Object.keys(settings));
  const values = Object.hasOwn(settings, name) ? (settings[name]?.values ?? []) : [];
  for (const [index, value] of values.entries())
    yield* nameMistakes(['settings', name, 'values', index], 'value of a switch', value, switches[field]);
}

/** Categories of unlisted errors are among the known ones. */
function* unlistedMistakes({ headers, categories }: PlatformFile): Mistakes {
  const known = Object.keys(categories);
  if (known.length === 0) return;
  for (const [statuses, category] of Object.entries(headers.unlisted))
    yield* nameMistakes(['headers', 'unlisted', statuses], 'category', category, known);
}

/** Checks `$…` in envelopes and header fields, and `{…}` in messages. */
export function* fillInMistakes(file: PlatformFile): Mistakes {
  const settings = Object.keys(file.settings);
  yield* headerMistakes(['headers', 'error'], file.headers.error, headerFillIns, settings);
  // A success has no code, type or category.
  yield* headerMistakes(['headers', 'success'], file.headers.success, [], settings);
  yield* switchMistakes(file, 'every');
  yield* switchMistakes(file, 'tellsLimits');
  yield* unlistedMistakes(file);
  for (const [name, { envelope }] of Object.entries(file.surfaces))
    yield* envelopeMistakes(['surfaces', name, 'envelope'], envelope);
  for (const [name, { headers, message }] of Object.entries(file.errors)) {
    yield* headerMistakes(['errors', name, 'headers'], headers, headerFillIns, settings);
    for (const [, placeholder = ''] of message.matchAll(/\{([a-z]+)\}/g))
      yield* nameMistakes(['errors', name, 'message'], 'placeholder', placeholder, placeholders);
  }
}
