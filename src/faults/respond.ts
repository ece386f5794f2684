import { z } from 'zod';
import { statusLine, whole } from '../answer/framing/whole.ts';
import { bodilessStatuses } from '../lib/http.ts';
import { requestFault } from './fault.ts';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

const params = z.strictObject({
  status: z.int().min(200).max(599).describe('From 200 to 599.'),
  headers: z
    .record(
      z.string().regex(token, 'a header name is an RFC 9110 token'),
      z.string().regex(fieldValue, 'no control characters in a header value'),
    )
    .default({})
    .describe('Names and values.'),
  body: z.json().default('').describe('A text as it stands, or anything else as JSON.'),
});

export const respond = requestFault({
  name: 'respond',
  layer: 'answer',
  effect: 'replaces',
  summary: 'answer with any status, header fields and body',
  params,
  main: 'status',
  example: { status: 529, headers: { 'x-request-id': 'req_1' }, body: { error: 'overloaded' } },
  explain: ({ status }) => `answer ${statusLine(status)} as written in the scenario`,
  objections: ({ status, body }) =>
    bodilessStatuses.has(status) && body !== ''
      ? [{ path: ['body'], message: `a ${status} has no body; leave it out` }]
      : [],
  async *apply(_steps, { params: { status, headers, body } }) {
    const extra = Object.entries(headers).flat();
    if (bodilessStatuses.has(status)) {
      yield { kind: 'head', status, headers: extra, origin: 'respond' };
      yield { kind: 'end' };
      return;
    }
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
    const named = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
    const own = Object.entries(headers)
      .filter(([name]) => name !== named)
      .flat();
    yield* whole('respond', status, named === undefined ? type : (headers[named] ?? type), text, own);
  },
});
