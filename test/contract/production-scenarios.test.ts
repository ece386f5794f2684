import { readFileSync } from 'node:fs';
import https from 'node:https';
import { expect, test, vi } from 'vitest';
import { shippedFile } from '../../src/gateway/library.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { timelineOf } from '../../src/timeline/timeline.ts';
import { journalOf, startGateway } from '../helpers/gateway.ts';
import { foundIn, type Judged, judgedCall } from '../helpers/judged-call.ts';
import { careless, ideal, type Ways } from '../helpers/virtual-client.ts';

const textOf = (name: string) => readFileSync(shippedFile(name), 'utf8');

function readsAsExpected(line: string): boolean {
  try {
    const { choices } = JSON.parse(line.replace(/^data: /, ''));
    return choices[0].delta !== undefined;
  } catch {
    return line === '' || line === 'data: [DONE]';
  }
}

/** Fails at each line of a stream that is no chunk with a delta. */
const narrow: Ways = {
  ...careless,
  isAnswer: ({ text, status }) => status === 200 && text.split('\n').every(readsAsExpected),
  waitMs: () => null,
};

/** Takes each failure for final. */
const asksOnce: Ways = { ...careless, waitMs: () => null };

/** A shipped scenario, a client that does all right, and one that does what the scenario is about. */
const table: Readonly<
  Record<string, readonly [stream: boolean, ideal: Judged, ways: Ways, otherwise: Judged]>
> = {
  'heart-beats': [true, { met: '200', found: 'pass' }, narrow, { met: '200', found: 'fail exit' }],
  'chunk-without-choices': [true, { met: '200', found: 'pass' }, narrow, { met: '200', found: 'fail exit' }],
  'quota-exhausted': [
    false,
    { met: '429, 429', found: 'pass' },
    careless,
    { met: '429, 429, 429', found: 'fail does-not-retry honours-retry-after' },
  ],
  'gateway-pages': [
    false,
    { met: '502, 520, 200', found: 'pass' },
    asksOnce,
    { met: '502', found: 'fail retries recovers exit' },
  ],
  'context-length': [
    false,
    { met: '400', found: 'pass' },
    careless,
    { met: '400, 400, 400', found: 'fail does-not-retry' },
  ],
  'content-filter': [
    false,
    { met: '400', found: 'pass' },
    careless,
    { met: '400, 400, 400', found: 'fail does-not-retry' },
  ],
  'overloaded-529': [
    false,
    { met: '529, 529, 200', found: 'pass' },
    asksOnce,
    { met: '529', found: 'fail retries recovers exit' },
  ],
};

test.each(Object.entries(table))('%s', async (name, [stream, good, ways, otherwise]) => {
  expect(await judgedCall(name, textOf(name), stream, ideal)).toEqual(good);
  expect(await judgedCall(name, textOf(name), stream, ways)).toEqual(otherwise);
});

/** What one request on a connection of its own meets. */
function askOnce(url: string, ca: string, rejectUnauthorized: boolean): Promise<string> {
  const headers = { authorization: 'Bearer sk-any-0123456789' };
  const options = { ca, servername: 'localhost', rejectUnauthorized, agent: false, headers };
  return new Promise((resolve) => {
    https
      .get(`${url}/v1/models`, options)
      .on('response', (response) => resolve(String(response.resume().statusCode)))
      .on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code));
  });
}

test.each([
  ['incomplete-chain', true, ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'], 'pass'],
  ['incomplete-chain', false, ['200'], 'inconclusive'],
  ['incomplete-chain', false, ['200', '200'], 'fail verifies-tls'],
  ['reset-before-tls', true, ['ECONNRESET', 'ECONNRESET', '200'], 'pass'],
  ['reset-before-tls', true, ['ECONNRESET'], 'fail retries recovers exit'],
])('%s: verification %j, %j', async (name, verifies, met, verdict) => {
  const text = textOf(name);
  const scenario = await loadScenario(text, `${name}.yaml`, {});
  const started = await startGateway({ scenario: text });
  const seenBy: string[] = [];
  for (const _ of met) seenBy.push(await askOnce(started.tlsUrl, started.gateway.ca, verifies));
  expect(seenBy).toEqual(met);
  const openings = () => journalOf(started).filter(({ kind }) => kind === 'opening');
  await vi.waitFor(() => expect(openings()).toHaveLength(met.length));
  const seen = { entries: journalOf(started), dropped: 0, inUseOf: () => scenario.inUse };
  const end = { code: met.at(-1) === '200' ? 0 : 1, stopped: null, output: 'nothing' } as const;
  expect(foundIn(timelineOf('inline', 'inline', seen, end), scenario)).toBe(verdict);
  await started.close();
});
