import type { Place, Shown, Treatment } from './names.ts';

/** What a platform says of its keys. */
export interface KeyForm {
  readonly schemes: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<string>;
}

/** A secret that is recognised by the form of its value, under any name. */
export interface SecretShape {
  readonly name: string;
  readonly shown: Shown;
  readonly at: Readonly<Record<Place, Treatment>>;
  /**
   * Source of a pattern whose one capturing group is the secret and ends where the match ends. It takes time
   * in proportion to the text: what it repeats is bounded, or cannot begin within itself.
   */
  pattern(form: KeyForm): string;
  /** Source of a pattern for what is in each text that has one: a quick first test. */
  sign(form: KeyForm): string;
  /** Whether what the pattern found is a secret; absent: it always is. */
  holds?(secret: string): boolean;
}

/** The form of keys where no platform says more. */
export const anyPlatform: KeyForm = { schemes: new Set(['Bearer']), prefixes: new Set(['sk-']) };

function anyOf(words: ReadonlySet<string>): string {
  return [...words]
    .filter((word) => word !== '')
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
    .join('|');
}

/** The start of a word, also after an escape (`%3D`, `\n`). */
const start = '(?:(?<=%[0-9a-f]{2}|\\\\[a-z]|\\\\u[0-9a-f]{4})|(?<![a-z0-9]))';
/** As `start`, for words that may have `-` and `_` in them: else each of these would begin one. */
const startOfToken = '(?:(?<=%[0-9a-f]{2}|\\\\[a-z]|\\\\u[0-9a-f]{4})|(?<![\\w-]))';

/** A JSON Web Token (RFC 7519): three parts in base64url, the first of which is JSON that has `alg`. */
export function isJwt(text: string): boolean {
  const [head = '', ...rest] = text.split('.');
  if (rest.length !== 2) return false;
  try {
    const value: unknown = JSON.parse(Buffer.from(head, 'base64url').toString());
    return typeof value === 'object' && value !== null && 'alg' in value;
  } catch {
    return false;
  }
}

/** How base64 of `{"`, and of `{` with a space, a tab or a line end, begins. */
const jsonStart = 'e(?:y[A-DI-L]|w[k-r0-3])';

/** User and password of a URL, and the user alone. */
const userinfo = '[^/\\s"\'<>\\\\]{0,512}';
const user = '[^/\\s:"\'<>\\\\[\\]]{0,256}';

export const secretShapes: readonly SecretShape[] = [
  {
    name: 'bearer value',
    shown: 'ends',
    at: { header: 'hidden', query: 'stray', body: 'hidden', yaml: 'hidden', log: 'hidden' },
    sign: ({ schemes }) => anyOf(schemes),
    pattern: ({ schemes }) => `\\b(?:${anyOf(schemes)})(?:\\s|\\+|%20)+([\\w.~+/=%*-]+)`,
  },
  {
    name: 'key',
    shown: 'ends',
    at: { header: 'stray', query: 'stray', body: 'stray', yaml: 'hidden', log: 'hidden' },
    sign: ({ prefixes }) => anyOf(prefixes),
    pattern: ({ prefixes }) => `${start}((?:${anyOf(prefixes)})[\\w.~%*-]{8,})`,
  },
  {
    name: 'JWT',
    shown: 'ends',
    at: { header: 'hidden', query: 'stray', body: 'hidden', yaml: 'hidden', log: 'hidden' },
    sign: () => jsonStart,
    pattern: () => `${startOfToken}(${jsonStart}[\\w-]{8,}\\.[\\w-]+\\.[\\w-]*)`,
    holds: isJwt,
  },
  {
    name: 'password in a URL',
    shown: 'nothing',
    at: { header: 'hidden', query: 'hidden', body: 'hidden', yaml: 'hidden', log: 'hidden' },
    sign: () => '//',
    // The second form is meant as a URL and is none: its password has a `/`. After a host comes a port.
    pattern: () => `//(${userinfo}(?=@)|${user}:(?!\\d+(?:[/?#\\s]|$))[^\\s"'<>\\\\]{0,512}(?<!/)(?=@))`,
  },
];
