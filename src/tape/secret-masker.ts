import { headerPairs } from '../lib/http.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Platform } from '../model/platform.ts';
import type { RawHeaders } from '../model/step.ts';
import { createRedactor, hidden, type Mask, type Redactor } from '../secrets/redact.ts';
import { carriedSecrets, type Field, secretForms } from './secrets.ts';

/** Whether a text after "Bearer" is an ordinary word, not a secret. */
const isWord = (text: string): boolean => /^[a-z]{1,23}[.,;:]*$/i.test(text);

/** A mask with its redactor. */
interface MaskSet {
  readonly mask: Mask;
  readonly redactor: Redactor;
}

function maskSetOf(platform: Platform, mask: Mask): MaskSet {
  const bearer: Mask = (found) => (isWord(found) ? found : mask(found));
  return { mask, redactor: createRedactor([platform], { key: mask, whole: mask, bearer }) };
}

function hide(text: string, forms: readonly string[], { mask, redactor }: MaskSet): string {
  let safe = text;
  for (const form of forms) if (safe.includes(form)) safe = safe.replaceAll(form, mask(form));
  return redactor.text(safe);
}

/** Masks bytes as latin1, in which every byte is one character. */
function hideIn(bytes: Buffer, forms: readonly string[], maskSet: MaskSet): Buffer {
  return Buffer.from(hide(bytes.toString('latin1'), forms, maskSet), 'latin1');
}

function fieldsOf({ headers }: RequestFacts, raw: RawHeaders): Field[] {
  const asked = Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().map((each): Field => [name, each]),
  );
  return [...asked, ...headerPairs(raw)];
}

/**
 * Masks the secrets of one exchange: those in its credential
 * fields, at every place, and texts that look like one.
 */
export interface SecretMasker {
  /** Masks with a fixed number of stars, so that finding a request does not depend on its key. */
  url(url: string): string;
  text(text: string): string;
  requestBody(bytes: Buffer): Buffer;
  /** Masks answers with one star per byte, so that lengths and chunks stay. */
  headers(raw: RawHeaders): string[];
  responseBody(bytes: Buffer): Buffer;
  /** Whether a text holds a secret that the exchange carries. */
  reveals(text: string): boolean;
}

/**
 * Makes maskers for exchanges with a platform. `own`: secrets of the scenario, such as its upstream's key.
 */
export function createSecretMaskers(
  platform: Platform,
  own: readonly string[],
): (facts: RequestFacts, answered?: RawHeaders) => SecretMasker {
  const ofPlatform = new Set(platform.credential.headers);
  const asked = maskSetOf(platform, () => hidden);
  const answerMasks = maskSetOf(platform, (secret) => '*'.repeat(secret.length));
  return (facts, answered = []) => {
    const carried = carriedSecrets(fieldsOf(facts, answered), facts.query, ofPlatform);
    const forms = secretForms([...own, ...carried]);
    return {
      url: (url) => hide(asked.redactor.url(url), forms, asked),
      text: (text) => hide(text, forms, asked),
      requestBody: (bytes) => hideIn(bytes, forms, asked),
      headers: (raw) =>
        answerMasks.redactor
          .headers(raw)
          .map((part, at) => (at % 2 === 0 ? part : hide(part, forms, answerMasks))),
      responseBody: (bytes) => hideIn(bytes, forms, answerMasks),
      reveals: (text) => forms.some((form) => text.includes(form)),
    };
  };
}
