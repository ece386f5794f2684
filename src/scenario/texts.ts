import { isIP } from 'node:net';
import type { Part } from '../config/validate.ts';
import { isLiteral } from '../lib/glob.ts';
import { isMapping } from '../lib/mapping.ts';
import type { Platform } from '../model/platform.ts';

/** What a text of a `when` can never match, or probably does not match; `null`: it is fine. */
type Remark = { readonly never: string } | { readonly doubtful: string } | null;
type Look = (text: string, platform: Platform | null) => Remark;

const never = (because: string): Remark => ({ never: `this rule can never fire: ${because}` });

/**
 * What a regular expression has and a text rarely does. A version or an address may well be `1.*`, so `.*`
 * behind a digit is fine.
 */
const regularExpression = /^\^|(?<!\d)\.[*+]|\\[dDwWsSb.]|\([^()]*\|[^()]*\)|\[(?:0-9|a-z|A-Z)[^\]]*\]?/;

export const looksRegular = (text: string) => regularExpression.test(text);

const asRegularExpression: Look = (text) => {
  const [found] = regularExpression.exec(text) ?? [];
  if (found === undefined) return null;
  // What stands between the brackets may be a secret.
  const sign = found.startsWith('(') ? '(a|b)' : found;
  const said = `"${sign}" stands for itself here: texts are globs, not regular expressions`;
  return { doubtful: `${said}; write "*" for any run of characters and "?" for one` };
};

const asBlock: Look = (text) =>
  text.endsWith('\n')
    ? {
        doubtful: 'this text ends with a line break, which few requests have; write |- or >- to leave it out',
      }
    : null;

/** The quotes of a word processor: for YAML they are letters like others. */
const wordQuotes = /^[\u2018-\u201f\u00ab\u00bb\u2039\u203a].*[\u2018-\u201f\u00ab\u00bb\u2039\u203a]$/su;

const straight = 'the quotes around this text are part of it, because only " and \' are quotes in YAML';

const asQuoted: Look = (text) =>
  wordQuotes.test(text) ? { doubtful: `${straight}; write " in their place` } : null;

/** A field, a path or a method never begins with such a quote. */
const asQuotedToken: Look = (text) =>
  wordQuotes.test(text) ? never(`${straight}; write " in their place`) : null;

/** What clients send beyond ASCII is one byte for some of them, and two in UTF-8 for the others. */
const asLatin1: Look = (text) => {
  const [letter] = /[\u0080-\u00ff]/.exec(text) ?? [];
  if (letter === undefined) return null;
  const byte = letter.charCodeAt(0).toString(16).toUpperCase();
  return {
    doubtful: `"${letter}" is the one byte ${byte} here, and two for a client that sends UTF-8; write "*"`,
  };
};

const asParameter: Look = (text) =>
  /%[\da-f]{2}/i.test(text)
    ? { doubtful: 'parameters are compared decoded; write the letter itself in place of "%.."' }
    : null;

/** RFC 9110 section 5.5: a field's value has no control characters, and no blanks around it. */
const asFieldValue: Look = (text) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text))
    return never('no header field holds a line break or another control character; write "*" in its place');
  if ([...text].some((letter) => (letter.codePointAt(0) ?? 0) > 0xff))
    return never('a header field is read byte by byte and holds no such character; write "*" in its place');
  return text === text.trim() ? null : never('blanks around a value are not part of it; leave them out');
};

const asKey: Look = (text, platform) => {
  const scheme = platform?.credential.scheme ?? 'Bearer';
  if (!text.toLowerCase().startsWith(`${scheme.toLowerCase()} `)) return null;
  return never(`keys are compared without their scheme; leave "${scheme} " out`);
};

const asPath: Look = (text) => {
  // RFC 3986 section 2.1: clients send such letters percent-encoded.
  const [beyond] = /[\u0080-\ud7ff\ue000-\u{10ffff}]/u.exec(text) ?? [];
  if (beyond !== undefined)
    return {
      doubtful: `"${beyond}" arrives as "${encodeURIComponent(beyond)}" in a path; write that, or "*"`,
    };
  if (/^https?:/i.test(text)) return never('a path has no scheme and host; begin with "/"');
  if (text.startsWith('/@')) return never('paths are compared without /@NAME; begin with what follows it');
  if (/\?[\w.[\]-]+=/.test(text))
    return never('paths are compared without the query, which "query: { name: value }" asks for');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0020\u007f#]/.test(text)) return never('a path holds no blank and no "#"; leave them out');
  if (!/^[/*?]/.test(text))
    return never('every path begins with "/", and this is a glob, no regular expression; write "/" first');
  if (/[^/?]\?[\w-]+$/.test(text))
    return {
      doubtful: '"?" is any one character here; a query is asked for by "query: { name: value }"',
    };
  return text.includes('{')
    ? { doubtful: '"{" stands for itself in a path; write "*" for any run of characters' }
    : null;
};

const asAddress: Look = (text) => {
  if (isLiteral(text) ? isIP(text) !== 0 : /^[\da-f:.%*?]+$/.test(text)) return null;
  return never('an address is that of a client, without port and mask, such as 127.0.0.1 or "10.0.*"');
};

const asServerName: Look = (text) => {
  if (/[\s:/]/.test(text)) return never('a server name has no scheme, port or path; leave them out');
  return text === text.toLowerCase() ? null : never('server names are compared in lower case; write it so');
};

const looks: Readonly<Record<string, readonly Look[]>> = {
  path: [asQuotedToken, asPath, asRegularExpression],
  model: [asQuoted, asBlock, asRegularExpression],
  key: [asQuotedToken, asFieldValue, asKey, asLatin1, asRegularExpression],
  prompt: [asQuoted, asBlock, asRegularExpression],
  client: [asQuotedToken, asFieldValue, asLatin1, asRegularExpression],
  address: [asAddress],
  sni: [asServerName, asRegularExpression],
};

/** The texts of a value that may be a list. */
function textsOf(part: Part): (readonly [Part, string])[] {
  const parts = Array.isArray(part.value) ? part.items() : [part];
  return parts.flatMap((each) => (typeof each.value === 'string' ? [[each, each.value] as const] : []));
}

function examine(part: Part, looked: readonly Look[], platform: Platform | null): void {
  for (const [place, text] of textsOf(part)) {
    const [remark] = looked.map((look) => look(text, platform)).filter((each) => each !== null);
    if (remark === undefined) continue;
    if ('never' in remark) place.refuse(remark.never);
    else place.warn(remark.doubtful);
  }
}

/** A field for credentials has a scheme before the key. */
function schemeMissing(name: string, platform: Platform | null): Look {
  return (text) => {
    const isTheirs = platform?.credential.headers.includes(name) === true && name === 'authorization';
    if (!isTheirs || /[\s*?]/.test(text)) return null;
    const { scheme } = platform.credential;
    return { doubtful: `this field is compared with its scheme; write "${scheme} " first, or ask for "key"` };
  };
}

/** Refuses texts of a `when` that nothing matches, and warns of those that look like a slip. */
export function checkTexts(when: Part, platform: Platform | null): void {
  for (const [name, looked] of Object.entries(looks))
    if (when.has(name)) examine(when.at(name), looked, platform);
  const [header, query, body] = [when.at('header'), when.at('query'), when.at('body')];
  for (const [name, values] of isMapping(header.value) ? header.entries() : [])
    examine(
      values,
      [
        asQuotedToken,
        asFieldValue,
        schemeMissing(name.toLowerCase(), platform),
        asLatin1,
        asRegularExpression,
      ],
      platform,
    );
  for (const [, values] of isMapping(query.value) ? query.entries() : [])
    examine(values, [asQuoted, asBlock, asParameter, asRegularExpression], platform);
  for (const [, values] of isMapping(body.value) ? body.entries() : [])
    examine(values, [asQuoted, asBlock, asRegularExpression], platform);
}
