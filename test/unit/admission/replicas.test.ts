import { expect, test } from 'vitest';
import { ReplicaHealth } from '../../../src/admission/state/replica-health.ts';
import { engineOf, scenarioOf } from '../../helpers/engine.ts';

const of = (value: string, rest = '') => `seed: 1\nreplicas: { "Omniva/*": ${value} }\n${rest}`;
const asked = { body: { model: 'Omniva/Kimi-K2.6' } };

test('a model without a healthy replica has no upstream until one is back', async () => {
  const { decide } = await engineOf(of('{ total: 3, healthy: 0, from: 1s, until: 20s }'));
  const said = (ms: number) =>
    decide(asked, ms).rules.map(({ outcome, because }) => `${outcome}: ${because}`);
  expect(said(999)).toEqual([]);
  expect(said(1_000)).toEqual(['fired: 0 of 3 replicas of Omniva/* are healthy for 19s more']);
  expect(said(19_999)).toHaveLength(1);
  expect(said(20_000)).toEqual([]);
  expect(decide({ body: { model: 'MiniMaxAI/MiniMax-M2.5' } }, 5_000).rules).toEqual([]);
  expect(decide(asked, 5_000).faults.map(({ says }) => says)).toEqual([
    "answer the platform's error of status 503",
  ]);
});

test('fewer replicas than all serve, and the journal says so', async () => {
  const { outcome } = await engineOf(of('[{ healthy: 0, until: 5s }, { healthy: 1, from: 6s }]'));
  const at = (ms: number) => outcome(asked, ms)['replicas'];
  expect([at(0), at(5_000), at(6_000), at(9_000_000)]).toEqual(['fired', undefined, 'skipped', 'skipped']);
});

test('they are asked behind the limits, which keep what they took, and before the rules', async () => {
  const rest = 'rateLimits: [{ id: two, rate: 2 requests per hour }]\nrules: [{ id: all, faults: [500] }]';
  const { outcome } = await engineOf(of('{ healthy: 0 }', rest));
  expect(outcome(asked)).toEqual({ two: 'skipped', replicas: 'fired', all: 'lost' });
  expect(outcome(asked)).toEqual({ two: 'skipped', replicas: 'fired', all: 'lost' });
  expect(outcome(asked)).toEqual({ two: 'fired', all: 'lost' });
});

test('what is steered holds whatever the time', async () => {
  const { admission } = await scenarioOf(of('{ total: 2, healthy: 0, until: 5s }'));
  const health = new ReplicaHealth(admission.replicas);
  const healthy = (ms: number) => health.of('Omniva/x', ms)?.healthy;
  expect(health.steer('Omniva/*', 9)?.total).toBe(2);
  expect([healthy(0), healthy(5_000)]).toEqual([2, 2]);
  health.steer('Omniva/x', 0);
  expect([healthy(0), healthy(5_000)]).toEqual([0, 0]);
  expect(health.steer('gpt-4o', 0)).toBeNull();
});
