import type { RequestFacts } from '../model/facts.ts';
import type { Platform } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';
import { createRedactor, credentialHeaders, hidden, type Mask, type Redactor } from '../secrets/redact.ts';
import { carriedSecrets, type Field, secretForms } from './secrets.ts';

/** Fields of a body that hold a secret by their name; `token` and `key` may mean anything. */
const names =
  '(?:x-)?(?:api[-_]?key|access[-_]?token|refresh[-_]?token|id[-_]?token|client[-_]?secret|secret|' +
  'password|authorization)';
const namedSecrets = [
  new RegExp(`("${names}"\\s*:\\s*")((?:[^"\\\\]|\\\\.)+)`, 'gi'),
  // JSON within a text of JSON, as the arguments of a tool call are.
  new RegExp(`(\\\\+"${names}\\\\+"\\s*:\\s*\\\\+")([^"\\\\]+)`, 'gi'),
  new RegExp(`((?:^|[?&])${names}=)([^&\\s"'<>\\\\]+)`, 'gi'),
];

/** In prose a word may follow "Bearer", and is no secret. */
const isWord = (text: string): boolean => /^[a-z]{1,23}[.,;:]*$/i.test(text);

/** One way of hiding: in fields that are known to hold secrets, and in free text. */
interface MaskSet {
  readonly mask: Mask;
  readonly fields: Redactor;
  readonly prose: Redactor;
}

function maskSetOf(platform: Platform, mask: Mask): MaskSet {
  const inProse: Mask = (found) => (isWord(found) ? found : mask(found));
  return { mask, fields: createRedactor([platform], mask), prose: createRedactor([platform], inProse) };
}

function hide(text: string, forms: readonly string[], { mask, prose }: MaskSet): string {
  let safe = text;
  for (const form of forms) if (safe.includes(form)) safe = safe.replaceAll(form, mask(form));
  for (const named of namedSecrets)
    safe = safe.replaceAll(named, (_, before: string, secret: string) => before + mask(secret));
  return prose.text(safe);
}

/** Bytes as latin1 are one character each, whatever they mean. */
function hideIn(bytes: Buffer, forms: readonly string[], maskSet: MaskSet): Buffer {
  return Buffer.from(hide(bytes.toString('latin1'), forms, maskSet), 'latin1');
}

function fieldsOf({ headers }: RequestFacts, raw: RawHeaders): Field[] {
  const asked = Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().map((each): Field => [name, each]),
  );
  const answered = raw.flatMap((name, at): Field[] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
  return [...asked, ...answered];
}

/** Hides the secrets of one exchange: those that it carries, wherever they are, and what looks like one. */
export interface SecretMasker {
  /** What a request is found by must not depend on its key: each secret becomes the same stars. */
  url(url: string): string;
  text(text: string): string;
  requestBody(bytes: Buffer): Buffer;
  /** In an answer a secret becomes as many stars as it has bytes: lengths and chunks stay. */
  headers(raw: RawHeaders): string[];
  responseBody(bytes: Buffer): Buffer;
  /** Whether a text holds a secret that the exchange carries. */
  reveals(text: string): boolean;
}

/** Veils for the exchanges of a platform; `own`: secrets of the scenario, such as its upstream's key. */
export function createSecretMaskers(
  platform: Platform,
  own: readonly string[],
): (facts: RequestFacts, answered?: RawHeaders) => SecretMasker {
  const credentials = new Set([...credentialHeaders, ...platform.credential.headers]);
  const asked = maskSetOf(platform, () => hidden);
  const given = maskSetOf(platform, (secret) => '*'.repeat(secret.length));
  return (facts, answered = []) => {
    const carried = carriedSecrets(fieldsOf(facts, answered), facts.query, credentials);
    const forms = secretForms([...own, ...carried]);
    return {
      url: (url) => hide(asked.fields.url(url), forms, asked),
      text: (text) => hide(text, forms, asked),
      requestBody: (bytes) => hideIn(bytes, forms, asked),
      headers: (raw) =>
        given.fields.headers(raw).map((part, at) => (at % 2 === 0 ? part : hide(part, forms, given))),
      responseBody: (bytes) => hideIn(bytes, forms, given),
      reveals: (text) => forms.some((form) => text.includes(form)),
    };
  };
}
