import type { RuleOutcome } from '../model/decision.ts';
import type { Entry, RequestEntry } from '../model/entry.ts';

/**
 * Bytes of an entry's objects, arrays and numbers, measured on V8. A string counts one byte per character.
 */
const fixed = 640;
const perString = 16;
const perObject = 96;

function textBytes(texts: readonly string[]): number {
  let bytes = 0;
  for (const text of texts) bytes += text.length + perString;
  return bytes;
}

function ruleBytes(rules: readonly RuleOutcome[]): number {
  let bytes = 0;
  for (const { because, faults, limit } of rules)
    bytes += perObject + because.length + textBytes(faults) + (limit === undefined ? 0 : perObject);
  return bytes;
}

function requestBytes(entry: RequestEntry): number {
  const { url, model, client, key, signals, rules, played, predecessors, body } = entry;
  const own = url.length + (model?.length ?? 0) + (client?.length ?? 0) + (key?.length ?? 0);
  // A letter beyond Latin-1 makes a string take two bytes for each character.
  const ofBody = body === undefined ? 0 : perObject + 2 * body.text.length;
  return (
    own +
    ofBody +
    textBytes(signals) +
    ruleBytes(rules) +
    textBytes(played.headers) +
    (played.pauses.length + 2 * (predecessors?.length ?? 0) + (entry.trace === undefined ? 0 : 2)) * perObject
  );
}

/** Estimated memory of an entry in bytes: cheap to compute, constant for an entry, and an upper bound. */
export function entryBytes(entry: Entry): number {
  if (entry.kind === 'request') return fixed + requestBytes(entry);
  if (entry.kind === 'connection') return fixed + ruleBytes(entry.rules) + entry.address.length;
  if (entry.kind === 'opening')
    return fixed + ruleBytes(entry.rules) + textBytes([...entry.alpn, entry.sni ?? '']);
  if (entry.kind === 'outcome') return fixed;
  if (entry.kind === 'finding') return fixed + textBytes([entry.says, entry.url, entry.client ?? '']);
  return fixed + entry.says.length;
}
