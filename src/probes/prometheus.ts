import { z } from 'zod';
import { pointed } from '../lib/pointer.ts';
import { askedShape, jsonOf, optionsOf, shownUrl, urlField } from './measure/asked.ts';
import { probe } from './probe.ts';

/** The value of an instant query, a scalar or the first series of a vector. */
function valueIn(text: string): number | null {
  const json = jsonOf(text);
  const value = pointed(json, '/data/result/0/value/1') ?? pointed(json, '/data/result/1');
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

export const prometheus = probe({
  name: 'prometheus',
  source: 'prometheus',
  summary: 'value of a query to a Prometheus server',
  unit: 'number',
  leastSamples: 1,
  params: askedShape.extend({
    url: urlField.describe('Base of the server, http://127.0.0.1:9090.'),
    query: z.string().min(1, 'expected a query').describe('In PromQL; the first series counts.'),
  }),
  example: { url: 'http://127.0.0.1:9090', query: 'sum(rate(app_errors_total[30s]))', atMost: 0.5 },
  explain: ({ url, query }) => `${query} at ${shownUrl(url)}`,
  async sample(params, { outside }) {
    const url = new URL('api/v1/query', params.url.endsWith('/') ? params.url : `${params.url}/`);
    url.searchParams.set('query', params.query);
    const answer = await outside.get(url.href, optionsOf(params)).catch(() => null);
    const figure = answer?.status === 200 ? valueIn(answer.body) : null;
    return { kind: 'figure', figure, samples: figure === null ? 0 : 1 };
  },
});
