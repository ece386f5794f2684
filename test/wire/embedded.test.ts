import { expect, test } from 'vitest';
import { connectGateway, type GatewayOptions, startGateway } from '../../src/index.ts';

const status = async (url: string) => {
  const response = await fetch(url, { headers: { authorization: 'Bearer sk-oais-any' } });
  await response.arrayBuffer();
  return response.status;
};

test('tests that run at once have labels of their own', async () => {
  await using gateway = await startGateway();
  const [one, other] = [gateway.isolate('one'), gateway.isolate('other')];
  await one.addRule({ when: { route: 'models' }, faults: [{ error: 429 }] });
  const waiting = one.waitFor({ until: ({ played }) => played.status === 429, timeout: '20s' });
  expect([await status(`${one.baseUrl}/models`), await status(`${other.baseUrl}/models`)]).toEqual([
    429, 200,
  ]);
  expect(await waiting).toMatchObject([{ label: 'one', played: { status: 429 } }]);
  await other.waitFor({ until: 1 });
  expect([await one.requests(), await other.requests()].map(({ length }) => length)).toEqual([1, 1]);
  expect((await one.verdicts()).scenarios).toHaveLength(1);
  await one.reset();
  expect([await one.requests(), await status(`${one.baseUrl}/models`)]).toEqual([[], 200]);
  await expect(other.waitFor({ until: 9, timeout: '1ms' })).rejects.toThrow(
    '1 requests came under "other" in 1ms',
  );
});

test('a scenario and rules are given as objects or as text', async () => {
  await using gateway = await startGateway({
    scenario: { platform: 'token-factory', rules: [{ id: 'last', faults: [{ error: 500 }] }] },
    rules: ['429, ok', { id: 'second', sequence: [{ error: 503 }] }],
  });
  const { rules } = await gateway.listRules();
  expect(rules.map(({ id }) => id)).toEqual(['rule-1', 'second', 'last']);
  expect(await status(`${gateway.url}/v1/models`)).toBe(429);
});

test.each<[string, GatewayOptions]>([
  ['rule', { rule: '429, 429' }],
  ['rules', { rules: ['429, 429'] }],
  ['rule with a scenario as an object', { rule: '429, 429', scenario: { platform: 'token-factory' } }],
])('%s: the default scenario has it, and no other one', async (_, options) => {
  await using gateway = await startGateway({ scenarios: ['healthy', 'invalid-key'], ...options });
  const { name } = await gateway.showScenario();
  const at = ['', `/@${name}`, '/@invalid-key', '/@stream-no-done'];
  const met: number[] = [];
  for (const path of at) met.push(await status(`${gateway.url}${path}/v1/models`));
  expect(met).toEqual([429, 429, 401, 200]);
});

test.each<[object, string]>([
  [{ ruel: '429' }, 'unknown option "ruel"; did you mean "rule"?'],
  [{ logLevel: 'lound' }, 'unknown logLevel "lound"'],
  [{ rules: [{ faults: [{ eror: 500 }] }] }, 'unknown fault "eror"; did you mean "error"?'],
  [{ scenario: 'ruels: []' }, 'unknown key "ruels"; did you mean "rules"?'],
])('%j is refused', async (options, says) => {
  await expect(startGateway(options as GatewayOptions)).rejects.toThrow(says);
});

test('a drill that is steered from outside', async () => {
  await using gateway = await startGateway();
  const { controlUrl: url, controlToken: token } = gateway;
  const far = connectGateway({ url, token });
  const { id } = await far.addRule({ rule: 'ok, 429, ok' });
  const waiting = far.waitForEntries({ count: 3, timeout: '20s' });
  const met: number[] = [];
  for (let n = 0; n < 3; n += 1) met.push(await status(`${gateway.url}/v1/models`));
  expect([met, (await waiting).state]).toEqual([[200, 429, 200], 'complete']);
  await far.removeRule({ id });
  expect((await far.verdicts()).scenarios).toHaveLength(1);
});
