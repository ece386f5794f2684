import { z } from 'zod';
import { writtenEvents } from '../answer/framing/sse/written.ts';
import { statusLine } from '../answer/framing/whole.ts';
import { mistakesOf, writtenSteps } from '../answer/framing/written.ts';
import { anyJson } from '../lib/any-json.ts';
import { writtenHead } from '../lib/header-fields.ts';
import { early } from '../platforms/catalogue.ts';
import { replacingFault } from './fault.ts';

const params = z
  .strictObject({
    status: z.int().min(200).max(999).describe('From 200 to 999.'),
    ...writtenHead,
    body: anyJson.default('').describe('A text as it stands, or anything else as JSON.'),
    early,
    events: writtenEvents.optional().describe('A stream in place of `body`: data, or fields of an event.'),
  })
  .refine(({ body, events }) => events === undefined || body === '', 'only one of body and events is sent');

export const respond = replacingFault({
  name: 'respond',
  layer: 'answer',
  summary: 'answer with any status, header fields and body, or with a stream of events',
  params,
  main: 'status',
  example: { status: 529, headers: { 'x-request-id': 'req_1' }, body: { error: 'overloaded' } },
  explain({ status, reason, events }) {
    const line = reason === undefined ? statusLine(status) : `${status} ${reason}`.trim();
    const what = events === undefined ? '' : ` and ${events.length} events`;
    return `answer ${line}${what} as written in the scenario`;
  },
  before: (given) => (given.early === true ? 'body' : null),
  objections: mistakesOf,
  answer: ({ params: given, facts }) => writtenSteps(given, facts.method),
});
