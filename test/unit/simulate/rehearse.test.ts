import { expect, test } from 'vitest';
import { compileScenario } from '../../../src/engine/engine.ts';
import { curlOptionsOf, schemeOf } from '../../../src/simulate/client-preamble.ts';
import { type Rehearsed, rehearse } from '../../../src/simulate/rehearse.ts';
import { sampleOf } from '../../../src/simulate/sample-request.ts';
import { scenarioOf } from '../../helpers/engine.ts';

async function rehearsed(rules: string, count = 4): Promise<readonly Rehearsed[]> {
  const scenario = await scenarioOf(`seed: 42\nrules:\n${rules}\n`);
  return rehearse(compileScenario(scenario), sampleOf(scenario), count);
}

const statuses = (met: readonly Rehearsed[]) => met.map(({ status }) => status);
const fired = (met: readonly Rehearsed[]) =>
  met.map(({ rules }) => rules.filter(({ outcome }) => outcome === 'fired').map(({ rule }) => rule));

test.each([
  ['- faults: [500]', 'http'],
  ['- faults: [connection-reset]', 'http'],
  ['- { when: { tls: true }, faults: [500] }', 'https'],
  ['- { when: { tls: false }, faults: [500] }', 'http'],
  ['- { when: { sni: "*.internal" }, faults: [connection-close] }', 'https'],
  ['- { when: { alpn: h2 }, faults: [connection-close] }', 'https'],
  ['- faults: [500]\n- { when: { tls: true }, faults: [connection-close] }', 'https'],
])('what %s is met by is spoken over %s', async (rules, scheme) => {
  expect(schemeOf(await scenarioOf(`seed: 42\nrules:\n${rules}\n`))).toBe(scheme);
});

test('the door is asked first, then the first bytes, then the request', async () => {
  const met = await rehearsed(`
  - { id: bytes, when: { tls: true, sni: localhost }, sequence: [ok, connection-close] }
  - { id: door, sequence: [connection-reset] }
  - { id: answer, when: { tls: true }, sequence: [503] }`);
  expect(statuses(met)).toEqual([null, 503, null, 200]);
  expect(fired(met)).toEqual([['door'], ['bytes', 'answer'], ['bytes'], []]);
});

test.each([
  ['sni: localhost', [null, 200]],
  ['sni: "*.internal"', [200, 200]],
  ['alpn: h2', [null, 200]],
  ['alpn: h3', [200, 200]],
  ['tls: false', [null, 200]],
])('a copy is what curl sends: a rule for %s', async (when, expected) => {
  const met = await rehearsed(`  - { when: { ${when} }, sequence: [connection-reset] }`, 2);
  expect(statuses(met)).toEqual(expected);
});

test.each([
  ['http2: true', [null, null]],
  ['http2: false', [200, 200]],
])('%s: a copy speaks HTTP/2 where a rule needs it', async (versions, expected) => {
  const scenario = await scenarioOf(`seed: 42\n${versions}\nrules: [{ faults: [rst-stream] }]\n`);
  expect(statuses(await rehearse(compileScenario(scenario), sampleOf(scenario), 2))).toEqual(expected);
  const isSpoken = versions === 'http2: true';
  expect(curlOptionsOf(scenario, null)).toEqual(isSpoken ? ['--http2-prior-knowledge'] : []);
});

test('silence before the connection breaks is told', async () => {
  const [first] = await rehearsed('  - sequence: [{ connection-stall: 5s }]', 1);
  expect(first).toMatchObject({ status: null, waitMs: 5_000 });
});

test.each([
  ['tls-certificate: expired', null, 0],
  ['tls-certificate: weak-key', null, 0],
  // curl does not insist on a subjectAltName.
  ['tls-certificate: no-san', 200, 0],
  ['tls-alert: unknown_ca', null, 0],
  ['tls-stall: 7s', null, 7_000],
  ['tls-slow: 2s', 200, 2_000],
  ['tls-close: after-handshake', null, 0],
  ['tls-old-version: {}', null, 0],
  ['tls-no-shared-cipher: {}', null, 0],
  ['tls-client-certificate: {}', null, 0],
  ['tls-plaintext: http', null, 0],
  ['tls-garbage: {}', null, 0],
  ['tls-truncate: { at: after-head }', 200, 0],
])('%s: a client that verifies sees %s after %i ms', async (fault, status, waitMs) => {
  const [first, second] = await rehearsed(`  - sequence: [{ ${fault} }]`, 2);
  expect(first).toMatchObject({ status, waitMs });
  expect(first?.faults).toHaveLength(1);
  expect(second).toMatchObject({ status: 200, waitMs: 0, faults: [] });
});

test('a request waits behind its handshake', async () => {
  const [first] = await rehearsed('  - faults: [{ tls-slow: 2s }]\n  - faults: [{ latency: 300ms }]', 1);
  expect(first).toMatchObject({ status: 200, waitMs: 2_300 });
});

test('while the port is closed no rule is asked and no connection is counted', async () => {
  const met = await rehearsed(`
  - { id: closed, when: { connection: 2 }, faults: [{ connection-refuse: 2s }] }
  - { id: third, when: { connection: 3 }, faults: [connection-close] }`);
  expect(fired(met)).toEqual([[], ['closed'], [], ['third']]);
  expect(met[2]).toEqual({ second: 2, rules: [], faults: ['the port is closed'], status: null, waitMs: 0 });
});

test.each([
  ['whole, the model has its time before the head', 'false', 460],
  ['streamed, behind the head', 'true', 0],
])('%s', async (_, stream, waitMs) => {
  const met = await rehearsed(
    `  - { when: { route: chat, stream: ${stream} }, faults: [{ latency: 0ms }] }
stub: { text: nine char, pace: { firstToken: 400ms, perToken: 30ms } }`,
    2,
  );
  expect(met).toMatchObject([
    { status: 200, waitMs },
    { status: 200, waitMs },
  ]);
});

test('a copy asks for a stream where the faults of the first rule act on streams alone', async () => {
  const [met] = await rehearsed('  - faults: [{ stream-cut: { frames: 2 } }]', 1);
  expect(met?.faults).toEqual([expect.not.stringContaining('not played')]);
});

test.each([
  ['the first rule asks for none', '- { times: 1, when: { stream: false }, faults: [{ latency: 1s }] }'],
  ['the first rule answers itself', '- { when: { stream: false }, faults: [503] }'],
])('a fault of streams is told as not played where %s', async (_, first) => {
  const [met] = await rehearsed(
    `  ${first}\n  - { id: cut, when: { route: chat }, faults: [stream-cut] }`,
    1,
  );
  expect(fired(met === undefined ? [] : [met])[0]).toContain('cut');
  expect(met?.faults.join()).toContain('(not played: the answer is no stream)');
});
