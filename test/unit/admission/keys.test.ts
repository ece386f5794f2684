import { expect, test } from 'vitest';
import { createAdmissionState } from '../../../src/admission/state/admission-state.ts';
import { compose } from '../../../src/answer/framing/compose.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import type { Decision } from '../../../src/model/decision.ts';
import type { Step } from '../../../src/model/step.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { engineOf, scenarioOf } from '../../helpers/engine.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { collect, end, head } from '../../helpers/steps.ts';

type Decided = Decision<AsyncIterable<Step>>;

async function seen({ faults }: Decided): Promise<string> {
  const steps = await collect(compose(() => [head('application/json'), end], faults, null));
  const found = steps.find((step) => step.kind === 'head');
  return `${found?.status}${found?.error === undefined ? '' : ` ${found.error}`}`;
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const said = ({ rules }: Decided) =>
  rules.map(({ rule, outcome, because }) => `${rule} ${outcome}: ${because}`);
const keysOf = (...items: readonly string[]) =>
  `seed: 1\nkeys:\n${items.map((item) => `  - ${item}\n`).join('')}`;

test.each([
  ['{ key: sk-a }', '200'],
  ['{ key: sk-a, state: revoked }', '401 key-revoked'],
  ['{ key: sk-a, state: other-workspace }', '401 key-of-other-workspace'],
  ['{ key: sk-a, state: feature-not-enabled }', '403 forbidden'],
  ['{ key: sk-a, state: revoked, error: key-revoked-403 }', '403 key-revoked-403'],
  ['{ key: sk-b }', '401 invalid-api-key'],
])('with %s the key sk-a gets %s', async (item, expected) => {
  const { decide } = await engineOf(keysOf(item));
  expect(await seen(decide(bearer('sk-a')))).toBe(expected);
});

test('without a credential, or with a malformed one, the platform refuses before anything else', async () => {
  const { decide } = await engineOf(keysOf('{ key: sk-a }'));
  expect(await seen(decide({ headers: { authorization: undefined } }))).toBe('401 unauthorized');
  expect(await seen(decide({ headers: { authorization: 'Basic x' } }))).toBe('401 unauthorized');
  expect(said(decide({ path: '/nowhere', ...bearer('sk-b') }))).toEqual([]);
});

test('a key is revoked when its time has come, to the millisecond, and for good', async () => {
  const { decide } = await engineOf(keysOf('{ key: sk-a, revokedAt: 30s }'));
  expect(await seen(decide(bearer('sk-a'), 29_999))).toBe('200');
  expect(await seen(decide(bearer('sk-a'), 30_000))).toBe('401 key-revoked');
  expect(await seen(decide(bearer('sk-a'), 9_000_000))).toBe('401 key-revoked');
});

test('a key is revoked after its uses; what is foreseen is none, and another key has its own', async () => {
  const { decide, engine, inUse } = await engineOf(keysOf('{ key: sk-a, revokedAfter: 2 }', '{ key: sk-b }'));
  const met: string[] = [];
  for (let sent = 0; sent < 4; sent += 1) {
    engine.foresee(requestFacts(inUse, bearer('sk-a')), 0, 'best');
    met.push(await seen(decide(bearer('sk-a'))), await seen(decide(bearer('sk-b'))));
  }
  const revoked = '401 key-revoked';
  expect(met).toEqual(['200', '200', '200', '200', revoked, '200', revoked, '200']);
});

test('an old key is valid for its grace time, and the new one from the rotation on', async () => {
  const rotated = '{ key: sk-oais-before-the-rotation, rotatedTo: sk-two, rotatedAt: 10s, grace: 60s }';
  const { decide } = await engineOf(keysOf(rotated));
  const both = async (ms: number) => [
    await seen(decide(bearer('sk-oais-before-the-rotation'), ms)),
    await seen(decide(bearer('sk-two'), ms)),
  ];
  expect(await both(9_999)).toEqual(['200', '401 invalid-api-key']);
  expect(await both(10_000)).toEqual(['200', '200']);
  expect(await both(69_999)).toEqual(['200', '200']);
  expect(await both(70_000)).toEqual(['401 invalid-api-key', '200']);
  const mask = 'key sk-oa**********tion (key_1)';
  expect(said(decide(bearer('sk-oais-before-the-rotation'), 40_000))).toEqual([
    `keys skipped: ${mask} was rotated: valid for 30s more`,
  ]);
  expect(said(decide(bearer('sk-oais-before-the-rotation'), 70_000))).toEqual([
    `keys fired: ${mask} was rotated, and its grace time is over`,
  ]);
});

test('without a grace time an old key is valid until the new one is used', async () => {
  const { decide } = await engineOf(keysOf('{ key: sk-a, state: rotated, rotatedTo: sk-b }'));
  expect(await seen(decide(bearer('sk-a')))).toBe('200');
  expect(await seen(decide(bearer('sk-b')))).toBe('200');
  expect(await seen(decide(bearer('sk-a')))).toBe('401 key-revoked');
  expect(await seen(decide(bearer('sk-b')))).toBe('200');
});

test('a refused request takes nothing from a limit, and uses up no rule', async () => {
  const text = `${keysOf('{ key: sk-a }')}
rateLimits: [{ id: one, rate: 1 request per hour }]
rules: [{ id: once, times: 1, faults: [500] }]`;
  const { decide } = await engineOf(text);
  expect(said(decide(bearer('sk-b'))).map((each) => each.split(':')[0])).toEqual(['keys fired', 'once lost']);
  expect(await seen(decide(bearer('sk-a')))).toBe('500 internal-error');
});

async function ring(text: string) {
  const clock = fixedClock();
  const scenario = await scenarioOf(text);
  let elapsed = 0;
  const { keys } = createAdmissionState(scenario, clock, () => elapsed);
  const engine = compileScenario(scenario).createEngine(clock, undefined, {
    state: { ...createAdmissionState(scenario, clock), keys },
  });
  return {
    keys,
    advance(ms: number) {
      elapsed += ms;
      clock.advance(ms);
    },
    see: (key: string) => seen(engine.decide(requestFacts(scenario.inUse, bearer(key)), elapsed)),
  };
}

test('a rotation that is asked for takes the heir and the grace time of the scenario, once', async () => {
  const { keys, advance, see } = await ring(keysOf('{ key: sk-a, rotatedTo: sk-b, grace: 5s }'));
  expect(await see('sk-b')).toBe('401 invalid-api-key');
  expect(keys.rotate('key_1')).toMatchObject({ secret: 'sk-b', status: 'pending-rotation' });
  expect(keys.rotate('key_1')).toBe('pending');
  expect([await see('sk-a'), await see('sk-b')]).toEqual(['200', '200']);
  advance(5_000);
  expect([await see('sk-a'), await see('sk-b')]).toEqual(['401 invalid-api-key', '200']);
  expect(keys.list()).toMatchObject([{ secret: 'sk-b', status: 'active' }]);
  expect(keys.rotate('key_1', { to: 'sk-a' })).toBe('taken');
  expect(keys.rotate('key_1', { to: 'sk-c', graceMs: 1_000 })).toMatchObject({ secret: 'sk-c' });
  advance(1_000);
  expect([await see('sk-b'), await see('sk-c')]).toEqual(['401 invalid-api-key', '200']);
});

test('a rotation of the scenario that is under way is pending, and a revocation ends both keys', async () => {
  const { keys, advance, see } = await ring(
    keysOf('{ key: sk-a, rotatedTo: sk-b, rotatedAt: 1s, grace: 1m }'),
  );
  advance(1_000);
  expect(keys.rotate('key_1')).toBe('pending');
  expect(keys.revoke('key_1')).toMatchObject({ status: 'revoked' });
  expect([await see('sk-a'), await see('sk-b')]).toEqual(['401 key-revoked', '401 key-revoked']);
  expect([keys.rotate('key_1'), keys.revoke('key_9')]).toEqual(['unknown', 'unknown']);
});
