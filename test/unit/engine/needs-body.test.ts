import { expect, test } from 'vitest';
import { compileWithoutRules } from '../../../src/engine/compiled-scenario.ts';
import { compileScenario } from '../../../src/engine/engine.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { oneRule, scenarioOf } from '../../helpers/engine.ts';
import { connectionFacts, requestFacts } from '../../helpers/facts.ts';

// A body that nobody needs streams through; one that somebody needs is read first.
test.each([
  ['when: { model: m }\nfaults: [disconnect]', true],
  ['when: { stream: true }\nfaults: [disconnect]', true],
  ['when: { body: { /a: 1 } }\nfaults: [disconnect]', true],
  ['when: { prompt: x }\nfaults: [disconnect]', true],
  ['when: { attempt: 2 }\nfaults: [disconnect]', true],
  ['when: { route: chat, method: POST, path: "/v1/*", key: k }\nfaults: [disconnect]', false],
  ['when: { header: { x-a: 1 }, client: c, tls: false }\nfaults: [disconnect]', false],
  ['per: model\ntimes: 1\nfaults: [disconnect]', true],
  ['per: call\ntimes: 1\nfaults: [disconnect]', true],
  ['per: key\ntimes: 1\nfaults: [disconnect]', false],
  ['chance: 0.5\nfaults: [disconnect]', true],
  ['chance: 0\nfaults: [disconnect]', false],
  ['chance: 1\nfaults: [disconnect]', false],
  ['ramp: { from: 0, to: 1, over: 1s }\nfaults: [disconnect]', true],
  ['faults: [latency: 1s]', false],
  ['faults: [latency: { from: 1s, to: 2s }]', true],
  ['faults: [500]', true],
  ['faults: [respond: 200]', false],
  ['sequence: [disconnect, ok, 500]', true],
  ['sequence: [disconnect, ok]', false],
  ['chance: 0.5\nfaults: [connection-reset]', false],
])('%j needs the body: %s', async (lines, needed) => {
  expect(compileScenario(await scenarioOf(oneRule(lines))).needsBody).toBe(needed);
});

test('a scenario without rules decides nothing', async () => {
  const { needsBody, connectionMoments, createEngine, scenario } = compileWithoutRules(
    await scenarioOf('{}'),
  );
  const engine = createEngine(fixedClock());
  const nothing = { rules: [], faults: [] };
  expect(needsBody).toBe(false);
  expect(engine.decide(requestFacts(scenario.inUse), 0)).toEqual(nothing);
  expect(engine.welcome(connectionFacts, 0, 'accept')).toEqual(nothing);
  expect(engine.welcome(connectionFacts, 0, 'opening')).toEqual(nothing);
  expect(engine.affectsNextConnection(connectionFacts, 0)).toBe(false);
  expect(connectionMoments).toEqual([]);
});
