import type { Report } from './report.ts';
import { toldOf } from './told/told.ts';

/** A terminal obeys these, and JSON does not ask for them to be escaped; a line end is its own. */
const unescaped = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

function escapedAs(character: string): string {
  return character === '\n' ? '\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export const json: Report = {
  name: 'json',
  endings: ['.json'],
  summary: 'everything, for programs; badgateway schema report describes it',
  write: (judgement) => `${JSON.stringify(toldOf(judgement), null, 2)}\n`.replace(unescaped, escapedAs),
};
