import { readFileSync } from 'node:fs';
import { type Document, readDocument } from '../config/document.ts';
import { FileMistakes } from '../config/mistakes.ts';
import { validate } from '../config/validate.ts';
import { isMapping } from '../lib/mapping.ts';
import { unknownName } from '../lib/nearest.ts';
import type { Platform } from '../model/platform.ts';
import { extended } from './extends.ts';
import { platformNames } from './index.ts';
import { platformSchema } from './schema.ts';

/** The text of a shipped platform file. */
function shippedText(name: string): string {
  return readFileSync(new URL(`./${name}.yaml`, import.meta.url), 'utf8');
}

/** Merges the document over its base. `name` is not inherited, since two platforms cannot share one. */
function withBase(document: Document): Document {
  const { value } = document;
  if (!isMapping(value) || typeof value['extends'] !== 'string') return document;
  const base = value['extends'];
  if (!platformNames.some((name) => name === base)) {
    const message = unknownName('platform', base, platformNames);
    throw new FileMistakes([{ ...document.place(['extends'], 'value'), message }]);
  }
  const below = withBase(readDocument(shippedText(base), `${base}.yaml`)).value;
  const unnamed = isMapping(below) ? { ...below, name: undefined } : below;
  return { ...document, value: extended(unnamed, value) };
}

/** Parses a platform; throws `FileMistakes` with the place of every mistake. */
export function parsePlatform(text: string, file: string): Platform {
  return validate(platformSchema, withBase(readDocument(text, file)));
}
