import { expect, test } from 'vitest';
import { type Rehearsed, rehearse } from '../../../src/command/rehearse.ts';
import { sampleOf } from '../../../src/command/sample.ts';
import { schemeOf } from '../../../src/command/spoken.ts';
import { playable } from '../../../src/scenario/engine.ts';
import { scenarioOf } from '../../helpers/engine.ts';

async function rehearsed(rules: string, count = 4): Promise<readonly Rehearsed[]> {
  const scenario = await scenarioOf(`seed: 42\nrules:\n${rules}\n`);
  return rehearse(playable(scenario), sampleOf(scenario), count);
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

test('rules for the first bytes are asked behind those for the door, and before those for the request', async () => {
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

test('silence before the connection breaks is told', async () => {
  const [first] = await rehearsed('  - sequence: [{ connection-stall: 5s }]', 1);
  expect(first).toMatchObject({ status: null, waitMs: 5_000 });
});
