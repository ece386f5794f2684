import type { Judgement } from '../../model/judgement.ts';
import { toDocument } from './report-document.ts';
import type { ReportDocument } from './schema.ts';

/**
 * Characters that reports for people replace: control characters (terminal escape sequences, what XML
 * forbids), lone surrogates, noncharacters, and characters that change the text direction. Clients choose
 * their model and User-Agent freely.
 */
const illegible = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

function visible(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(illegible, (run) => (run === '\n' ? ' ' : '\ufffd'));
  if (Array.isArray(value)) return value.map(visible);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visible(each)]));
}

/** The document for people: every text in it is visible and on one line. */
export function legible(document: ReportDocument): ReportDocument {
  return visible(document) as ReportDocument;
}

export function legibleOf(judgement: Judgement): ReportDocument {
  return legible(toDocument(judgement));
}
