import fc from 'fast-check';
import { type Place, places, secretNames } from '../../../src/secrets/names.ts';
import { secretShapes } from '../../../src/secrets/shapes.ts';

/** A secret of one row of the table, as a client, a file or a person would write it. */
export interface Planted {
  readonly row: string;
  readonly name: string;
  readonly value: string;
  /** What must not be shown of it: the ends of a long key may be. */
  readonly needle: string;
  /** Where the table says that it is a secret. */
  readonly places: readonly Place[];
}

/** Has no form by which it would be known, and is in no text by chance. */
const opaque = fc.stringMatching(/^[A-Za-z0-9_]{20,40}$/).map((text) => `q7${text}9`);

const middleOf = (text: string) => text.slice(5, -4);

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** One for each shape of the table; a shape without one fails the test. */
const examples: Readonly<Record<string, (secret: string) => string>> = {
  'bearer value': (secret) => `Bearer ${secret}`,
  key: (secret) => `sk-${secret}`,
  JWT: (secret) => `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: secret })}.${secret}`,
  'password in a URL': (secret) => `https://me:${secret}@gateway.example/v1`,
};

function whereSecret(at: Readonly<Record<Place, string>>): Place[] {
  return places.filter((place) => at[place] !== 'open');
}

/** Every row of the table with secrets of its own. */
export function plantedOf(seed: number): Planted[] {
  const secrets = fc.sample(opaque, { numRuns: secretNames.length + secretShapes.length, seed });
  const next = () => secrets.pop() ?? '';
  const named = secretNames.map(({ name, at }): Planted => {
    const value = next();
    return { row: name, name, value, needle: middleOf(value), places: whereSecret(at) };
  });
  const shaped = secretShapes.map(({ name, at }): Planted => {
    const secret = next();
    const example = examples[name];
    if (example === undefined) throw new Error(`the shape "${name}" has no example; add one`);
    return {
      row: name,
      name: 'x-any',
      value: example(secret),
      needle: middleOf(secret),
      places: whereSecret(at),
    };
  });
  return [...named, ...shaped];
}
