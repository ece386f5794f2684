import type { Judgement } from '../../model/judgement.ts';
import type { Told } from './schema.ts';
import { toldOf } from './told.ts';

/**
 * Control characters (escape sequences of a terminal, what XML forbids), halves of surrogate pairs, code
 * points that are none, and what turns the direction of text. A client chooses its model and its User-Agent.
 */
const illegible = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

function legible(_key: string, value: unknown): unknown {
  return typeof value === 'string'
    ? value.replace(illegible, (run) => (run === '\n' ? ' ' : '\ufffd'))
    : value;
}

/** What a report for people tells: nothing in it but what can be seen, on one line each. */
export function legibleOf(judgement: Judgement): Told {
  return JSON.parse(JSON.stringify(toldOf(judgement)), legible) as Told;
}
