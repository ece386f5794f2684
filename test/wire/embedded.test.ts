import { existsSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { ControlError, connectGateway, type GatewayOptions, startGateway } from '../../src/index.ts';

const status = async (url: string) => {
  const response = await fetch(url, { headers: { authorization: 'Bearer sk-oais-any' } });
  await response.arrayBuffer();
  return response.status;
};

test('tests that run at once have labels of their own', async () => {
  await using gateway = await startGateway();
  const [one, other] = [gateway.isolate('one'), gateway.isolate('other')];
  await one.rules.add({ when: { route: 'models' }, faults: [{ error: 429 }] });
  const waiting = one.waitFor(({ played }) => played.status === 429, { timeout: '20s' });
  expect([await status(`${one.baseUrl}/models`), await status(`${other.baseUrl}/models`)]).toEqual([
    429, 200,
  ]);
  expect(await waiting).toMatchObject([{ label: 'one', played: { status: 429 } }]);
  await other.waitFor(1);
  expect([await one.requests(), await other.requests()].map(({ length }) => length)).toEqual([1, 1]);
  expect((await one.verdicts()).scenarios).toHaveLength(1);
  await one.reset();
  expect([await one.requests(), await status(`${one.baseUrl}/models`)]).toEqual([[], 200]);
  await expect(other.waitFor(9, { timeout: '1ms' })).rejects.toThrow('1 requests came under "other" in 1ms');
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
  [{ clock: 'manuel' }, 'unknown clock "manuel"; did you mean "manual"?'],
  [{ logLevel: 'lound' }, 'unknown logLevel "lound"'],
  [{ journal: { bodis: 1 } }, 'unknown option of journal "bodis"; did you mean "bodies"?'],
  [{ journal: { bodies: '64kb' } }, 'journal.bodies is "64kb"; expected'],
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

test('env is what drill sets, for the default scenario or for a label', async () => {
  await using gateway = await startGateway({ outcomeToken: 'told' });
  const { url, controlUrl, env } = gateway;
  expect(env).toMatchObject({
    ...{ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_BASE: `${url}/v1`, OPENAI_API_KEY: 'sk-oais-any' },
    ...{ BADGATEWAY_URL: url, BADGATEWAY_CONTROL_URL: controlUrl, BADGATEWAY_SCENARIO: 'healthy' },
    ...{ BADGATEWAY_OUTCOME_URL: `${controlUrl}/outcome/told`, BADGATEWAY_TOKEN: 'told' },
  });
  expect(env).not.toHaveProperty('BADGATEWAY_CA');
  expect(Object.values(env).every((value) => typeof value === 'string')).toBe(true);
  const one = gateway.isolate('one');
  expect(one.env['OPENAI_BASE_URL']).toBe(one.baseUrl);
  expect(one.baseUrl).toBe(`${url}/@healthy.one/v1`);
  expect(() => gateway.isolate('my test')).toThrow('"my test" is no label');
});

test('where TLS is needed env names the files with the root, which go with the gateway', async () => {
  const gateway = await startGateway({ scenarios: ['expired-certificate'] });
  const { env, ca, tlsUrl } = gateway;
  expect(env['OPENAI_BASE_URL']).toBe(`${tlsUrl}/v1`);
  const files = ['BADGATEWAY_CA', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].map((name) => env[name] ?? '');
  for (const file of files) expect(readFileSync(file, 'utf8')).toContain(ca.trim());
  expect(gateway.env).toEqual(env);
  await gateway.close();
  expect(files.filter((file) => existsSync(file))).toEqual([]);
});

test('bodies are in the journal where they are asked for, without the keys that a client sends', async () => {
  const key = 'plain-words-that-are-my-key';
  const ask = async (url: string) => {
    const body = JSON.stringify({
      model: 'any',
      note: key,
      password: 'hunter2',
      more: 'sk-0123456789abcdefghij',
    });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    await (await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })).arrayBuffer();
    return body;
  };
  await using plain = await startGateway();
  await ask(plain.url);
  expect((await plain.waitForEntries({ timeout: '20s' })).entries[0]).not.toHaveProperty('body');
  await using gateway = await startGateway({ journal: { bodies: '64KiB' } });
  const sent = await ask(gateway.url);
  const { entries } = await gateway.waitForEntries({ timeout: '20s' });
  const stars = (text: string) => '*'.repeat(text.length);
  const hidden = [key, 'hunter2', 'sk-0123456789abcdefghij'];
  const text = hidden.reduce((rest, each) => rest.replace(each, stars(each)), sent);
  expect(entries[0]).toMatchObject({ body: { text, state: 'whole' } });
  await using brief = await startGateway({ journal: { bodies: 8 } });
  await ask(brief.url);
  const cut = await brief.waitForEntries({ timeout: '20s' });
  expect(cut.entries[0]).toMatchObject({ body: { text: '{"model"', state: 'cut' } });
});

test('methods reject with the place of a mistake, near as far', async () => {
  await using gateway = await startGateway();
  const { controlUrl: url, controlToken: token } = gateway;
  for (const methods of [gateway, connectGateway({ url, token })]) {
    const refused = await methods.addRule({ rule: '{ faults: [{ eror: 500 }] }' }).catch((error) => error);
    expect(refused).toBeInstanceOf(ControlError);
    expect(refused).toMatchObject({ status: 422, mistakes: [{ in: 'body', line: 1, column: 14 }] });
  }
});

test('with a clock that is moved long waits and a Retry-After pass at once', async () => {
  await using gateway = await startGateway({ clock: 'manual', scenarios: ['rate-limited-then-recovers'] });
  const [slow, limited] = [gateway.isolate('slow'), gateway.isolate('limited')];
  await slow.rules.add({ faults: [{ latency: '10m' }] });
  let state: 'open' | 'answered' = 'open';
  const answering = status(`${slow.baseUrl}/models`).finally(() => {
    state = 'answered';
  });
  await vi.waitFor(async () => expect((await gateway.listUnderWay()).requests).toHaveLength(1), 10_000);
  while (state === 'open') await gateway.advanceClock({ by: '1m' });
  expect(await answering).toBe(200);
  const [{ tookMs } = { tookMs: 0 }] = await slow.waitFor(1);
  expect(tookMs).toBeGreaterThanOrEqual(600_000);

  const chats: number[] = [];
  for (const waited of ['5s', '7s', '1ms']) {
    const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content: 'hi' }] });
    const headers = { authorization: 'Bearer sk-oais-any', 'content-type': 'application/json' };
    const answer = await fetch(`${limited.baseUrl}/chat/completions`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    chats.push(answer.status);
    await limited.waitFor(chats.length);
    await gateway.advanceClock({ by: waited });
  }
  const { scenarios } = await limited.verdicts();
  expect([chats, JSON.stringify(scenarios)]).toEqual([
    [429, 429, 200],
    expect.stringContaining('"expectation":"honours-retry-after"'),
  ]);
  expect(scenarios).toMatchObject([{ outcome: 'pass' }]);
});

test('the clock of the system is not moved, and it is said how', async () => {
  await using gateway = await startGateway();
  await expect(gateway.advanceClock({ by: '1s' })).rejects.toThrow(
    "start it by badgateway serve --clock manual, or startGateway({ clock: 'manual' })",
  );
  await expect(gateway.showClock()).rejects.toMatchObject({ status: 409 });
});
