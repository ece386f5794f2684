import type { Judgement } from '../../model/judgement.ts';
import { toDocument } from './report-document.ts';
import type { ReportDocument } from './schema.ts';

/**
 * Control characters (escape sequences of a terminal, what XML forbids), halves of surrogate pairs, code
 * points that are none, and what turns the direction of text. A client chooses its model and its User-Agent.
 */
const illegible = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

function legible(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(illegible, (run) => (run === '\n' ? ' ' : '\ufffd'));
  if (Array.isArray(value)) return value.map(legible);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, legible(each)]));
}

/** What a report for people tells: nothing in it but what can be seen, on one line each. */
export function legibleOf(judgement: Judgement): ReportDocument {
  return legible(toDocument(judgement)) as ReportDocument;
}
