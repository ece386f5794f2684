import { expect, test } from 'vitest';
import { engineOf } from '../../helpers/engine.ts';
import { collect, shown, stream } from '../../helpers/steps.ts';

const rules = 'rules: [{ id: own, times: 2, faults: [latency: 1s] }]';
const allowing = `overrides: allow\n${rules}\n`;
const asking = (header: string | string[]) => ({ headers: { 'x-badgateway-fault': header } });

async function says(header: string): Promise<readonly string[]> {
  return (await engineOf(allowing)).decide(asking(header)).faults.map((fault) => fault.says);
}

test.each([
  [
    'error; code=rate_limited; retryAfter=2s',
    "answer the platform's error of code rate_limited, Retry-After 2 s",
  ],
  ['error;status=503', "answer the platform's error of status 503"],
  ['error ; status = 503', "answer the platform's error of status 503"],
  ['503', "answer the platform's error of status 503"],
  ['no-healthy-upstream', "answer the platform's error of entry no-healthy-upstream"],
  ['disconnect', 'send FIN before the head'],
  ['disconnect; frames=2; how=rst', 'send RST after 2 frames'],
  ['latency; for=250ms', 'wait 250ms before the head'],
])('a request asks for %j', async (header, said) => {
  expect(await says(header)).toEqual([said]);
});

test('it takes the place of the rules, and their counters stay', async () => {
  const { decide, fired } = await engineOf(allowing);
  for (let n = 0; n < 5; n += 1)
    expect(decide(asking('disconnect')).rules).toEqual([
      { rule: 'override', outcome: 'fired', because: 'the request asked for it', faults: ['disconnect'] },
    ]);
  expect([fired(), fired(), fired()]).toEqual(['own', 'own', '']);
});

test('a scenario that does not allow it takes no notice', async () => {
  const { fired } = await engineOf(rules);
  expect(fired(asking('disconnect'))).toBe('own');
});

test.each([
  ['latancy; for=1s', /latency/],
  ['latency; for=1', /unit/],
  ['latency; for=1s; more=2', /more/],
  ['error; status=418', /418/],
  ['connection-reset', /connections/],
  ['', /expected/],
  ['{', /./],
  [`error; code=${'['.repeat(200)}`, /./],
])('what is not understood is refused, never healthy: %j', async (header, message) => {
  const { decide } = await engineOf(allowing);
  const { faults, rules: outcomes } = decide(asking(header));
  expect(outcomes[0]?.outcome).toBe('fired');
  const source = { [Symbol.asyncIterator]: () => stream.values() } as unknown as AsyncIterable<never>;
  const steps = await collect(faults[0]?.apply(source) ?? source);
  expect(shown(steps)[0]).toBe('head 400');
  expect(shown(steps)[1]).toMatch(message);
});

test('no more than the limits of the scenario', async () => {
  const { decide } = await engineOf(`limits: { hang: 2s }\n${allowing}`);
  const source = { [Symbol.asyncIterator]: () => stream.values() } as unknown as AsyncIterable<never>;
  const steps = await collect(decide(asking('hang; for=1h')).faults[0]?.apply(source) ?? source);
  expect(shown(steps)).toEqual(['hang 2000', 'sever fin']);
});

test('where requests may ask, every body is read: a fault may speak of it', async () => {
  const { compileScenario } = await import('../../../src/engine/engine.ts');
  const { scenarioOf } = await import('../../helpers/engine.ts');
  expect(compileScenario(await scenarioOf(allowing)).needsBody).toBe(true);
  expect(compileScenario(await scenarioOf(rules)).needsBody).toBe(false);
});
