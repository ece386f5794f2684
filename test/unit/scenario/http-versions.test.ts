import { expect, test } from 'vitest';
import { checkScenario } from '../../../src/scenario/load.ts';

async function warningsOf(text: string): Promise<string[]> {
  const { warnings } = await checkScenario(text, 'versions.yaml');
  return warnings.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const onHttp1 = 'clients that speak HTTP/2 with this gateway ("http2: true") do not meet this rule';
const onHttp2 = 'nobody meets this rule without "http2: true", or serve --http2';

test.each([
  ['http2: true\nrules: [{ faults: [goaway] }]', []],
  ['rules: [{ faults: [bad-chunk] }]', []],
  ['http2: true\nrules: [{ faults: [disconnect] }]', []],
  ['rules: [{ faults: [goaway] }]', [`1:19 goaway exists on HTTP/2 alone: ${onHttp2}`]],
  [
    'rules: [{ faults: [{ latency: 1s }, rst-stream] }]',
    [`1:19 rst-stream exists on HTTP/2 alone: ${onHttp2}`],
  ],
  [
    'http2: true\nrules: [{ sequence: [503, bad-head] }]',
    [`2:27 bad-head exists on HTTP/1.1 alone: ${onHttp1}`],
  ],
])('%j', async (text, expected) => {
  expect(await warningsOf(text)).toEqual(expected);
});
