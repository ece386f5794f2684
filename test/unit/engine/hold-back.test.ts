import { expect, test } from 'vitest';
import type { BlastRadiusGuard } from '../../../src/engine/blast-radius.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { engineOf, scenarioOf } from '../../helpers/engine.ts';
import { connectionFacts, requestFacts } from '../../helpers/facts.ts';

const bounded = (radius: string, rules: string, rest = '') =>
  `seed: 42\nblastRadius: ${radius}\n${rest}\nrules:\n${rules}`;

test('a rule that is held back moved its counters, injects nothing and says why', async () => {
  const { decide } = await engineOf(bounded('{ share: 0.5 }', '  - { id: r, sequence: [429, 500, 503] }'));
  const met = [1, 2, 3, 4].map(() => decide());
  expect(met.map(({ rules }) => rules[0]?.outcome)).toEqual(['held-back', 'fired', 'held-back', 'skipped']);
  expect(met.map(({ faults }) => faults.length)).toEqual([0, 1, 0, 0]);
  expect(met[0]?.rules[0]).toEqual({
    ...{ rule: 'r', outcome: 'held-back', faults: ['error'], heldBackBy: 'share' },
    because:
      'every known route; match 1; held back by the blast radius: 0 of 1 were hit, at most 50 % may be',
  });
  // The second one, as it would be without a blast radius.
  expect(met[1]?.faults[0]?.says).toContain('500');
});

test('a request counts once however many rules hit it, and all of them are held back or none', async () => {
  const [first, second] = ['{ id: a, faults: [latency: 1s] }', '{ id: b, times: 9, faults: [500] }'];
  const rules = `  - ${first}\n  - ${second}\n  - { id: c, faults: [503] }`;
  const { outcome } = await engineOf(bounded('{ total: 1 }', rules));
  expect(outcome()).toEqual({ a: 'fired', b: 'fired', c: 'lost' });
  expect(outcome()).toEqual({ a: 'held-back', b: 'held-back', c: 'lost' });
});

test('what a rule leaves alone is no hit', async () => {
  const { outcome } = await engineOf(bounded('{ total: 1 }', '  - { id: r, sequence: [ok, 500, 500] }'));
  expect([outcome(), outcome(), outcome()]).toEqual([{ r: 'fired' }, { r: 'fired' }, { r: 'held-back' }]);
});

test('rules do not see requests that only does not name: no counter moves', async () => {
  const { outcome } = await engineOf(
    bounded('{ only: { model: "a*", header: { x-team: red } } }', '  - { id: r, sequence: [500, 503] }'),
  );
  const of = (model: string, team: string) => ({ body: { model }, headers: { 'x-team': team } });
  expect(outcome(of('b', 'red'))).toEqual({});
  expect(outcome(of('a', 'blue'))).toEqual({});
  expect(outcome(of('a1', 'red'))).toEqual({ r: 'fired' });
  expect(outcome(of('a1', 'red'))).toEqual({ r: 'fired' });
  expect(outcome(of('a1', 'red'))).toEqual({ r: 'skipped' });
});

test('what a request asks for itself is bounded too', async () => {
  const { outcome } = await engineOf(`overrides: allow\nblastRadius: { total: 1 }`);
  const asking = { headers: { 'x-badgateway-fault': '500' } };
  expect([outcome(asking), outcome(asking)]).toEqual([{ override: 'fired' }, { override: 'held-back' }]);
});

test('a true limit refuses whatever the blast radius says: it is what the platform does', async () => {
  const limit = 'rateLimits: [{ id: limit, rate: 1 request per minute }]';
  const { decide } = await engineOf(bounded('{ total: 0 }', '  - { id: r, faults: [500] }', limit));
  const outcomes = () => decide().rules.map(({ rule, outcome }) => `${rule} ${outcome}`);
  expect(outcomes()).toEqual(['limit skipped', 'r held-back']);
  expect(outcomes().at(0)).toBe('limit fired');
});

test('the end of an answer gives back what is counted as active, and settles the limits', async () => {
  const budget = 'rateLimits: [{ id: limit, concurrent: 9 }]';
  const { decide } = await engineOf(bounded('{ active: 1 }', '  - { id: r, faults: [hang] }', budget));
  const outcome = () => decide().rules.at(-1)?.outcome;
  const first = decide();
  expect(outcome()).toBe('held-back');
  first.onEnd?.();
  expect([outcome(), outcome()]).toEqual(['fired', 'held-back']);
});

test('all labels share one blast radius', async () => {
  const scenario = await scenarioOf(bounded('{ total: 2 }', '  - { id: r, faults: [500] }'));
  const compiled = compileScenario(scenario);
  const clock = fixedClock();
  const shared = compiled.createRadius(clock) as BlastRadiusGuard;
  const engines = ['', 'a', 'b'].map((label) =>
    compiled.createEngine(clock, undefined, { radius: shared, label }),
  );
  const facts = requestFacts(scenario.inUse);
  expect(engines.map((engine) => engine.decide(facts, 0).rules[0]?.outcome)).toEqual([
    ...['fired', 'fired', 'held-back'],
  ]);
});

test('only may name labels', async () => {
  const scenario = await scenarioOf(bounded('{ only: { label: "team-*" } }', '  - { id: r, faults: [500] }'));
  const hits = (label: string) =>
    compileScenario(scenario)
      .createEngine(fixedClock(), undefined, { label })
      .decide(requestFacts(scenario.inUse), 0).faults.length;
  expect([hits('team-a'), hits('other'), hits('')]).toEqual([1, 0, 0]);
});

const stalls = '  - { id: r, faults: [connection-stall] }';

test('connections are bounded too, and give back when they close', async () => {
  const { engine } = await engineOf(bounded('{ active: 1 }', stalls));
  const welcome = (connection: number) => engine.welcome({ ...connectionFacts, connection }, 0, 'accept');
  const first = welcome(1);
  expect(first.faults).toHaveLength(1);
  expect(welcome(2)).toMatchObject({ rules: [{ outcome: 'held-back', heldBackBy: 'active' }], faults: [] });
  first.onEnd?.();
  expect(welcome(3).faults).toHaveLength(1);
});

test('a connection is hit only where only can tell: by its address', async () => {
  const { welcome, foresees } = await engineOf(bounded('{ only: { address: "10.*" }, total: 1 }', stalls));
  expect([welcome(), welcome({ address: '10.0.0.1' })]).toEqual([[], ['connection-stall']]);
  // None is closed for the sake of a connection that would meet nothing.
  expect([foresees(), foresees({ address: '10.0.0.1' })]).toEqual([false, false]);
  const byModel = await engineOf('blastRadius: { only: { model: m } }');
  const compiled = compileScenario({
    ...(await scenarioOf(`rules:\n${stalls}`)),
    blastRadius: byModel.scenario.blastRadius,
  });
  expect(compiled.createEngine(fixedClock()).welcome(connectionFacts, 0, 'accept').faults).toEqual([]);
});

test('a rule that was added to close the port is held back', async () => {
  const { blastRadius } = await scenarioOf('blastRadius: { total: 5 }');
  const rules = await scenarioOf('rules: [{ id: r, faults: [connection-refuse] }]');
  const engine = compileScenario({ ...rules, blastRadius }).createEngine(fixedClock());
  expect(engine.welcome(connectionFacts, 0, 'accept')).toMatchObject({
    rules: [{ outcome: 'held-back', heldBackBy: 'port' }],
    faults: [],
  });
});

test('what is foreseen counts nothing, and is nothing once the blast radius is used up', async () => {
  const { engine, inUse, decide } = await engineOf(bounded('{ total: 1 }', '  - { id: r, faults: [500] }'));
  const foreseen = () => engine.foresee(requestFacts(inUse), 0, 'worst').faults.length;
  expect([foreseen(), foreseen()]).toEqual([1, 1]);
  expect(decide().faults).toHaveLength(1);
  expect(foreseen()).toBe(0);
});
