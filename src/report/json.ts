import { toDocument } from './document/report-document.ts';
import type { Report } from './report.ts';

/**
 * Characters that JSON permits unescaped although a terminal would obey them or change the text direction.
 */
const unescaped = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapedAs(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export const json: Report = {
  name: 'json',
  endings: ['.json'],
  summary: 'everything, for programs; badgateway schema report describes it',
  write: (judgement) => `${JSON.stringify(toDocument(judgement), null, 2)}\n`.replace(unescaped, escapedAs),
};
