import { z } from 'zod';
import { onBodies, withBody, withField } from '../answer/framing/bodies.ts';
import { statusLine } from '../answer/framing/whole.ts';
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
    .max(599)
    .refine((status) => !bodilessStatuses.has(status), 'a 204, 205 or 304 has no body')
    .optional()
    .describe('Default: as it was.'),
});

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/** An error page like that of a reverse proxy. */
function page(title: string, text: string): Buffer {
  const lines = [
    '<html>',
    `<head><title>${escaped(title)}</title></head>`,
    '<body>',
    `<center><h1>${escaped(title)}</h1></center>`,
    `<p>${escaped(text)}</p>`,
    '</body>',
    '</html>',
  ];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}

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
  apply: (steps, { params: { title, text, status }, facts }) =>
    onBodies(steps, facts, 'any', ({ reason, ...head }) => {
      const headers = withField(head.headers, 'Content-Type', 'text/html; charset=utf-8');
      const said = status === undefined && reason !== undefined ? { reason } : {};
      return withBody({ ...head, ...said, headers, status: status ?? head.status }, page(title, text));
    }),
});
