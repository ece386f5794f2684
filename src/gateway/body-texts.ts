import type { BodyText } from '../model/entry.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { Scenario } from '../model/scenario.ts';
import type { ReadBody } from '../request/body.ts';
import { createRedactor, sameLength } from '../secrets/redact.ts';
import { createSecretMaskers } from '../tape/secret-masker.ts';
import { secretsOf } from './recorders.ts';

interface Asked {
  readonly scenario: Scenario;
  readonly facts: RequestFacts;
  readonly body: ReadBody;
}

/** The body of a request for the journal; `null`: it has none, or none was read. */
export type BodyTexts = (asked: Asked) => BodyText | null;

/** Largest share of a body that may be kept: the journal has 32 MiB for all of its entries. */
export const maxBodyBytes = 1_048_576;

/**
 * Bytes that are searched beyond what is kept, so that a secret on the edge is masked as a whole: Node takes
 * no longer header than that, and a secret that is known came in one.
 */
const margin = 16_384;

/** Whether bytes are text; its last character may be cut. UTF-16 has a zero in each ASCII character. */
function isText(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !bytes.includes(0);
  } catch {
    return false;
  }
}

/** Text of the first bytes, without a character that is cut. */
const firstOf = (bytes: Buffer, count: number) =>
  new TextDecoder().decode(bytes.subarray(0, count), { stream: true });

/** Masks what a request carries, what looks like a secret, and what the scenario and the gateway know. */
function hiderFor(scenario: Scenario, known: readonly string[]) {
  const { platform } = scenario.inUse;
  const maskerOf = createSecretMaskers(platform, [...known, ...secretsOf(scenario)]);
  // Text finds what Latin-1 misses: in it, part of a letter may look like a space.
  const redactor = createRedactor([platform], sameLength);
  // One star for each character: the limit then cuts the body where it would have cut it before.
  return (bytes: Buffer, facts: RequestFacts) =>
    Buffer.from(redactor.text(maskerOf(facts).responseBody(bytes).toString()));
}

/** `known`: secrets of the gateway itself. `limit` 0: no bodies are kept. */
export function createBodyTexts(limit: number, known: readonly string[]): BodyTexts {
  const hiders = new WeakMap<Scenario, ReturnType<typeof hiderFor>>();
  return ({ body: { bytes, extent }, scenario, facts }) => {
    if (limit === 0 || bytes === null || bytes.length === 0) return null;
    const searched = bytes.subarray(0, limit + margin);
    if (!isText(searched)) return { text: '', state: 'no-text' };
    const hide = hiders.get(scenario) ?? hiderFor(scenario, known);
    hiders.set(scenario, hide);
    const safe = hide(searched, facts);
    const isAll = extent === 'whole' && searched.length === bytes.length;
    const kept = Math.min(limit, isAll ? safe.length : Math.max(0, safe.length - margin));
    return { text: firstOf(safe, kept), state: isAll && kept === safe.length ? 'whole' : 'cut' };
  };
}
