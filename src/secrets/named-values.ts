import { namePattern, type Place, secretAt } from './names.ts';

interface Form {
  readonly place: Place;
  /** Its groups: what stays, the name within it, the value. */
  readonly pattern: RegExp;
  /** Whether a value is one; absent: any is. */
  isValue?(value: string): boolean;
}

function formOf(place: Place, pattern: (names: string) => string): Form {
  return { place, pattern: new RegExp(pattern(`(${namePattern(place)})`), 'gi') };
}

/** Names that are field names even in prose: "my token: …" may be prose, "x-auth-token: …" is not. */
const isFieldName = (name: string): boolean => name.includes('-') || name === 'authorization';

/** "authorization: required" is prose. */
const isWord = (value: string): boolean => /^[a-z]{1,23}[.,;:)]*$/i.test(value);

const fieldNames = namePattern('header', isFieldName);
/** `Bearer` and the schemes of platforms are found by what follows them. */
const scheme = '(?:(?:basic|digest|token|apikey)(?:\\s|\\+|%20)+)?';

/** The notations in which a text gives a value to a name. A name in prose has no value. */
const forms: readonly Form[] = [
  formOf('body', (names) => `("${names}"\\s*:\\s*")((?:[^"\\\\]|\\\\.)+)`),
  // JSON within a text of JSON, as the arguments of a tool call are.
  formOf('body', (names) => `((?<!\\\\)\\\\+"${names}\\\\+"\\s*:\\s*\\\\+")([^"\\\\]+)`),
  formOf('body', (names) => `(^${names}=)([^&\\s"'<>\\\\]+)`),
  formOf('query', (names) => `([?&]${names}=)([^&#\\s"'<>\\\\]+)`),
  {
    place: 'header',
    pattern: new RegExp(
      `((?<![\\w-])(${fieldNames})["']?\\s*[:=]\\s*["']?${scheme})([^\\s"'<>\\\\,;&]{8,})`,
      'gi',
    ),
    isValue: (value) => !isWord(value),
  },
  // A field of cookies is a list of pairs.
  formOf('header', () => `((?<![\\w-])((?:set-)?cookie)\\s*:\\s*)([^\\s=;:"'\\\\]+=[^\\r\\n"'\\\\]+)`),
];

/** A quick test that nearly every text fails: each form has a secret name before `:` or `=`. */
const suspicion = new RegExp(`(?:${namePattern('query')}|${namePattern('header')})\\\\*["']?\\s*[:=]`, 'i');

/** Hides the values of secret names in a text: `?api_key=…`, `"password":"…"`, `x-api-key: …`. */
export function hideNamedValues(text: string, mask: (value: string) => string): string {
  if (!/[:=]/.test(text) || !suspicion.test(text)) return text;
  return forms.reduce(
    (rest, { place, pattern, isValue }) =>
      rest.replaceAll(pattern, (found: string, before: string, name: string, value: string) => {
        if (secretAt(place, name) === null || isValue?.(value) === false) return found;
        return before + mask(value);
      }),
    text,
  );
}
