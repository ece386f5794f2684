import { connect } from 'node:tls';
import { expect, test, vi } from 'vitest';
import type { OpeningEntry } from '../../src/model/entry.ts';
import { chat, journalOf, requestsOf, startGateway } from '../helpers/gateway.ts';

const limited = (more: string) => `rules: [{ faults: [{ error: { code: rate_limited${more} } }] }]`;

test.each([
  ['scrambled', limited(', message: scrambled'), true],
  ['its own', limited(', message: come back later'), true],
  ['the documented one', limited(''), undefined],
  ['the documented one, said again', limited(', retryAfter: 3s'), undefined],
  [
    'in no envelope',
    'rules: [{ faults: [{ error: { entry: no-healthy-upstream-raw, message: scrambled } }] }]',
    undefined,
  ],
])('the journal tells whether a message was worded otherwise: %s', async (_, scenario, reworded) => {
  const started = await startGateway({ scenario });
  await (await chat(started.url)).text();
  const [entry] = await requestsOf(started, 1);
  expect(entry?.played.reworded).toBe(reworded);
  await started.close();
});

test.each([
  ['a stall', '{ tls-stall: 40ms }', 40],
  ['a stall behind a part of a record', '{ tls-stall: { at: half-way, for: 40ms } }', 40],
  ['no stall', 'tls-close', undefined],
  ['a stall that never began', '{ tls-stall: 40ms }, connection-close', undefined],
])('the journal tells how long a handshake was meant to be silent: %s', async (_, faults, stallMs) => {
  const started = await startGateway({ scenario: `rules: [{ when: { tls: true }, faults: [${faults}] }]` });
  const client = connect({ port: Number(new URL(started.url).port), host: '127.0.0.1' });
  client.on('error', () => {});
  await new Promise((resolve) => client.once('close', resolve));
  const opening = await vi.waitFor(() => {
    const [entry] = journalOf(started).filter((each): each is OpeningEntry => each.kind === 'opening');
    expect(entry).toBeDefined();
    return entry;
  });
  expect(opening?.stallMs).toBe(stallMs);
  if (stallMs !== undefined) expect(opening?.tookMs).toBeGreaterThanOrEqual(stallMs - 5);
  await started.close();
});
