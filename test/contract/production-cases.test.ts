import { readdirSync, readFileSync } from 'node:fs';
import https from 'node:https';
import { basename } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { journalOf, startGateway } from '../helpers/gateway.ts';
import { foundIn, type Judged, judgedCall } from '../helpers/judged-call.ts';
import { careless, ideal, type Ways } from '../helpers/virtual-client.ts';

const folder = new URL('../fixtures/production/', import.meta.url);
const textOf = (name: string) => readFileSync(new URL(`${name}.yaml`, folder), 'utf8');

/** The case that is met before any request. */
const overTls = 'incomplete-chain';

const judged = (name: string, stream: boolean, ways: Ways) => judgedCall(name, textOf(name), stream, ways);

/** file × wire × verdict, of a client that does all right and of one that does not care. */
const table: Readonly<Record<string, readonly [stream: boolean, ideal: Judged, careless: Judged]>> = {
  'chunk-without-choices': [true, { met: '200', found: 'pass' }, { met: '200', found: 'pass' }],
  'cloudflare-524': [false, { met: '524, 200', found: 'pass' }, { met: '524, 200', found: 'pass' }],
  'comments-while-silent': [true, { met: '200', found: 'pass' }, { met: '200', found: 'pass' }],
  'concurrency-limit': [false, { met: '200', found: 'pass' }, { met: '200', found: 'pass' }],
  'content-filter': [
    false,
    { met: '400', found: 'pass' },
    { met: '400, 400, 400', found: 'fail does-not-retry' },
  ],
  'context-length': [
    false,
    { met: '400', found: 'pass' },
    { met: '400, 400, 400', found: 'fail does-not-retry' },
  ],
  'error-inside-200': [
    false,
    { met: '200, 200', found: 'pass' },
    { met: '200', found: 'fail retries recovers' },
  ],
  'half-open-stream': [
    true,
    { met: '200 silent, 200 silent, 200 silent, 200 silent', found: 'pass' },
    { met: '200', found: 'fail has-read-timeout' },
  ],
  'idle-load-balancer': [
    true,
    { met: '200 broken, 200 broken, 200', found: 'pass' },
    { met: '200 broken', found: 'fail notices-truncation recovers' },
  ],
  'nginx-413': [false, { met: '413', found: 'pass' }, { met: '413, 413, 413', found: 'fail does-not-retry' }],
  'nginx-504': [false, { met: '504, 200', found: 'pass' }, { met: '504, 200', found: 'pass' }],
  'spent-quota': [
    false,
    { met: '429', found: 'pass' },
    { met: '429, 429, 429', found: 'fail does-not-retry' },
  ],
  'sse-spelling': [true, { met: '200', found: 'pass' }, { met: '200', found: 'pass' }],
  'told-not-to-retry': [
    false,
    { met: '503', found: 'pass' },
    { met: '503, 503, 503', found: 'fail does-not-retry' },
  ],
  'told-to-retry': [false, { met: '400, 200', found: 'pass' }, { met: '400, 200', found: 'pass' }],
  'too-few-bytes': [
    false,
    { met: '200 broken, 200', found: 'pass' },
    { met: '200 broken', found: 'fail notices-truncation' },
  ],
  // What the application made of the arguments is not seen on the wire.
  'tool-arguments-cut': [true, { met: '200', found: 'inconclusive' }, { met: '200', found: 'inconclusive' }],
};

test('every case has its row', () => {
  const files = readdirSync(folder).map((file) => basename(file, '.yaml'));
  expect([...Object.keys(table), overTls].sort()).toEqual(files.sort());
});

test.each(Object.entries(table))('%s', async (name, [stream, good, bad]) => {
  expect(await judged(name, stream, ideal)).toEqual(good);
  expect(await judged(name, stream, careless)).toEqual(bad);
});

/** Some clients that verify have the intermediate from elsewhere, so that to accept it proves nothing. */
test.each([
  ['verifies', true, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'pass'],
  ['verifies nothing', false, '200', 'inconclusive'],
])('incomplete-chain: a client that %s', async (_, rejectUnauthorized, met, verdict) => {
  const text = textOf(overTls);
  const scenario = await loadScenario(text, `${overTls}.yaml`, {});
  const started = await startGateway({ scenario: text });
  const seenBy = await new Promise<string>((resolve) => {
    const options = { ca: started.gateway.ca, servername: 'localhost', rejectUnauthorized, agent: false };
    https
      .get(`${started.tlsUrl}/v1/models`, {
        ...options,
        headers: { authorization: 'Bearer sk-any-0123456789' },
      })
      .on('response', (response) => resolve(String(response.resume().statusCode)))
      .on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code));
  });
  expect(seenBy).toBe(met);
  await vi.waitFor(() => expect(journalOf(started).some(({ kind }) => kind === 'opening')).toBe(true));
  const seen = { entries: journalOf(started), dropped: 0, inUseOf: () => scenario.inUse };
  const end = { code: 0, stopped: null, output: 'nothing' } as const;
  expect(foundIn(timelineOf('inline', 'inline', seen, end), scenario)).toBe(verdict);
  await started.close();
});
