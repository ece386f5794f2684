import { z } from 'zod';
import { pointed } from '../lib/pointer.ts';
import { duration } from '../lib/shapes.ts';
import { formatDuration } from '../lib/units.ts';
import { askedShape, jsonOf, optionsOf, shownUrl, urlField } from './measure/asked.ts';
import { probe } from './probe.ts';

export const http = probe({
  name: 'http',
  source: 'http',
  summary: 'whether a URL answers with a status, in time, with a value in its JSON',
  unit: null,
  leastSamples: 1,
  params: askedShape.extend({
    url: urlField.describe('What is asked by GET: the health page of the application.'),
    status: z.int().min(100).max(599).default(200).describe('Status that is right.'),
    within: duration.exactOptional().describe('Time within which it is right. Default: `timeout`.'),
    body: z
      .record(
        z.string().regex(/^(\/|$)/, 'expected a JSON Pointer, such as /status'),
        z.union([z.string(), z.number(), z.boolean(), z.null()]),
      )
      .default({})
      .describe('JSON Pointers with the values that are right, { /status: ok }; none: any body.'),
  }),
  example: { url: 'http://127.0.0.1:8080/health', status: 200, within: '500ms' },
  explain: ({ url, status, within }) =>
    `${shownUrl(url)} answers ${status}${within === undefined ? '' : ` within ${formatDuration(within)}`}`,
  async sample(params, { outside }) {
    const found = await outside.get(params.url, optionsOf(params)).catch(() => null);
    if (found === null) return { kind: 'own', outcome: 'refuted', samples: 1, says: 'no answer came' };
    const json = jsonOf(found.body);
    const wrong = Object.entries(params.body).filter(([at, value]) => pointed(json, at) !== value);
    const isLate = found.tookMs > (params.within ?? params.timeout);
    const isRight = found.status === params.status && !isLate && wrong.length === 0;
    const where = wrong.length === 0 ? '' : `, ${wrong.map(([at]) => at).join(', ')} is otherwise`;
    const says = `${found.status} after ${formatDuration(Math.round(found.tookMs))}${where}`;
    return { kind: 'own', outcome: isRight ? 'held' : 'refuted', samples: 1, says };
  },
});
