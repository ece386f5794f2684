import { z } from 'zod';
import { onBodies, withBody, withField } from '../answer/framing/bodies.ts';
import { htmlPage } from '../answer/framing/damage/html-page.ts';
import { statusLine } from '../answer/framing/whole.ts';
import { writtenReason } from '../lib/header-fields.ts';
import { bodilessStatuses } from '../lib/http.ts';
import { requestFault } from './fault.ts';

const params = z.strictObject({
  title: z.string().default('502 Bad Gateway').describe('Of the page.'),
  text: z
    .string()
    .default('The server received no valid answer from the server behind it.')
    .describe('Under it.'),
  status: z
    .int()
    .min(200)
    .max(999)
    .refine((status) => !bodilessStatuses.has(status), 'a 204, 205 or 304 has no body')
    .optional()
    .describe('Default: as it was.'),
  reason: writtenReason.optional().describe('The phrase behind the status.'),
});

export const bodyHtml = requestFault({
  name: 'body-html',
  layer: 'body',
  effect: 'rewrites',
  summary: "send a proxy's HTML page in place of the body; whole answers and streams",
  params,
  main: 'title',
  example: { title: '502 Bad Gateway', status: 200 },
  explain({ title, status }) {
    return `send an HTML page "${title}"${status === undefined ? '' : ` with ${statusLine(status)}`}`;
  },
  apply: (steps, { params: { title, text, status, reason: own }, facts }) =>
    onBodies(steps, facts, 'any', ({ reason, ...head }) => {
      const headers = withField(head.headers, 'Content-Type', 'text/html; charset=utf-8');
      const said = own ?? (status === undefined ? reason : undefined);
      const phrase = said === undefined ? {} : { reason: said };
      return withBody({ ...head, ...phrase, headers, status: status ?? head.status }, htmlPage(title, text));
    }),
});
