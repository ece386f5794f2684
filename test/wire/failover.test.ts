import type http from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startGateway as embed } from '../../src/index.ts';
import type { RequestEntry } from '../../src/model/entry.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { curlAll } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { drilledHosted } from '../helpers/drill.ts';
import { chatBody, type StartedGateway } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';
import { httpUpstream, type Listening } from '../helpers/upstreams.ts';

const { concurrent: withCurl } = needs('curl');

/** Two real servers, each of which answers with its name, the path and the credential that it saw. */
const backends: Listening[] = [];
beforeAll(async () => {
  for (const name of ['one', 'other'])
    backends.push(
      await httpUpstream((req: http.IncomingMessage, res) => {
        req.resume();
        res.setHeader('Content-Type', 'application/json');
        res.end(JSON.stringify({ name, path: req.url, credential: req.headers.authorization }));
      }),
    );
});
afterAll(async () => {
  for (const backend of backends) await backend.close();
});

/** With the key of the one that has a key of its own. */
async function lab(more: object = {}): Promise<StartedGateway> {
  process.env['FAILOVER_LAB_KEY'] = 'sk-of-the-upstream';
  onTestFinished(() => {
    delete process.env['FAILOVER_LAB_KEY'];
  });
  const [one, other] = backends.map(({ url }) => url);
  return gatewayOf({
    upstreams: {
      primary: { url: `${one}/base/v1`, key: 'env:FAILOVER_LAB_KEY', region: 'eu', weight: 3 },
      secondary: { url: other, region: 'us' },
      local: { url: 'stub', weight: 0 },
    },
    ...more,
  });
}

const requestsOf = ({ gateway }: StartedGateway) =>
  [...gateway.journal.entries(0)].filter((entry): entry is RequestEntry => entry.kind === 'request');

async function ask({ url }: StartedGateway, prefix: string) {
  const headers = { authorization: 'Bearer sk-oais-any', 'content-type': 'application/json' };
  const response = await fetch(`${url}${prefix}/v1/chat/completions`, {
    ...{ method: 'POST', headers, body: chatBody() },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

withCurl('each upstream has a base URL of its own, and its own key', async () => {
  const started = await lab();
  const at = (prefix: string) => ({
    url: `${started.url}${prefix}/v1/models?a=1`,
    headers: { authorization: 'Bearer sk-oais-any' },
  });
  const replies = await curlAll([at('/~primary'), at('/~secondary'), at('/~local'), at('/~third')]);
  const [primary, secondary, local, third] = replies.map(({ body }) => JSON.parse(body.toString()));
  expect([primary, secondary]).toEqual([
    { name: 'one', path: '/base/v1/models?a=1', credential: 'Bearer sk-of-the-upstream' },
    { name: 'other', path: '/v1/models?a=1', credential: 'Bearer sk-oais-any' },
  ]);
  expect(local.object).toBe('list');
  expect(third.error.message).toContain('no upstream "third"; it has primary, secondary, local');
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
  expect(
    requestsOf(started).map(({ upstream, chosenBy, url, source }) => [upstream, chosenBy, url, source]),
  ).toEqual([
    ['primary', 'client', '/v1/models?a=1', 'upstream'],
    ['secondary', 'client', '/v1/models?a=1', 'upstream'],
    ['local', 'client', '/v1/models?a=1', 'stub'],
  ]);
  expect(JSON.stringify([...started.gateway.journal.entries(0)])).not.toContain('sk-of-the-upstream');
});

test('a URL that names none leads to each in turn, by weight, under each label anew', async () => {
  const started = await lab();
  const names: unknown[] = [];
  for (let turn = 0; turn < 8; turn += 1) names.push((await ask(started, '')).body['name']);
  expect(names).toEqual(['one', 'one', 'other', 'one', 'one', 'one', 'other', 'one']);
  expect((await ask(started, '/@inline.label')).body['name']).toBe('one');
  const entries = requestsOf(started);
  expect(new Set(entries.map(({ chosenBy }) => chosenBy))).toEqual(new Set(['weight']));
});

test('rules act on one upstream or one region, and the journal has where else they could', async () => {
  const started = await lab({
    rules: [
      { id: 'eu-down', when: { region: 'eu' }, faults: [503] },
      { id: 'slow', when: { upstream: 'secondary' }, faults: [{ latency: '1ms' }] },
      { id: 'may-fail', when: { upstream: 'local' }, chance: 0.01, faults: [500] },
    ],
  });
  expect((await ask(started, '/~primary')).status).toBe(503);
  expect((await ask(started, '/~secondary')).status).toBe(200);
  // A thousand more would not change what is foreseen: no counter moves.
  expect((await ask(started, '/@inline.one/~secondary')).status).toBe(200);
  expect(
    requestsOf(started).map(({ upstream, upstreamsDown, rules }) => [upstream, upstreamsDown, rules.length]),
  ).toEqual([
    ['primary', ['local'], 1],
    ['secondary', ['primary', 'local'], 1],
    ['secondary', ['primary', 'local'], 1],
  ]);
});

test('a rule that is added and names an upstream that is not there is refused with its place', async () => {
  const { gateway } = await lab();
  const { steering } = gateway;
  const scope = { scenario: null, label: null };
  const typo = '{ when: { upstream: primry }, faults: [503] }';
  const told = 'body:1:21: unknown upstream "primry"; did you mean "primary"?';
  await expect((async () => steering.addRule(scope, typo))()).rejects.toThrow(told);
  await steering.addRule(scope, '{ id: down, when: { upstream: "prim*" }, faults: [503] }');
  await expect((async () => steering.replaceRule(scope, 'down', typo))()).rejects.toThrow(told);
  const far = '[{ when: { region: eu }, faults: [503] }, { when: { region: [us, asia] }, faults: [503] }]';
  await expect((async () => steering.replaceRules(scope, far))()).rejects.toThrow('unknown region "asia"');
  await expect((async () => steering.playScenario('inline', `rules: [${typo}]`))()).rejects.toThrow(
    'this rule can never fire: no upstream here has a name',
  );
});

test('an upstream that is really gone is told by its code, and the other one goes on', async () => {
  const gone = await httpUpstream(() => {});
  const started = await gatewayOf({ upstreams: { primary: gone.url, secondary: backends[1]?.url } });
  await gone.close();
  expect((await ask(started, '/~primary')).status).toBeGreaterThanOrEqual(500);
  expect((await ask(started, '/~secondary')).body['name']).toBe('other');
  const [failed] = requestsOf(started);
  expect(failed).toMatchObject({ upstream: 'primary', upstreamFailure: { code: 'ECONNREFUSED' } });
  const metrics = await (await fetch(`${started.gateway.controlUrl}/metrics`)).text();
  expect(metrics).toContain('badgateway_upstream_failures_total{code="ECONNREFUSED",upstream="primary"} 1');
  expect(metrics).toMatch(/badgateway_requests_total\{[^}]*upstream="secondary"[^}]*\} 1/);
});

test('without several upstreams a path may begin with a tilde', async () => {
  const started = await gatewayOf({ upstream: backends[0]?.url });
  const response = await fetch(`${started.url}/~user/page`);
  expect(await response.json()).toMatchObject({ path: '/~user/page' });
  expect(requestsOf(started)[0]).not.toHaveProperty('upstream');
});

/** What a client that knows how often the primary has failed does with its next call. */
type Choose = (failures: number, sinceFailureMs: number) => readonly string[];

/** A call each 100 ms of a clock that is moved, for nine seconds. */
async function play(choose: Choose) {
  await using gateway = await embed({ clock: 'manual', scenarios: ['failover-lab'] });
  const environment: Readonly<Record<string, string | undefined>> = gateway.env;
  const began = (await gateway.showClock()).at;
  let [now, failures, failedAt] = [began, 0, began];
  for (let call = 0; now - began < 9_000; call += 1) {
    let failed = false;
    for (const name of choose(failures, now - failedAt)) {
      const base = environment[`BADGATEWAY_UPSTREAM_${name.toUpperCase()}_URL`];
      const response = await fetch(`${base}/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-oais-any', 'content-type': 'application/json' },
        body: chatBody({ prompt: `call ${call}` }),
      });
      await response.arrayBuffer();
      if (name === 'primary') failures = response.ok ? 0 : failures + 1;
      failed ||= !response.ok;
      if (response.ok) break;
    }
    now = (await gateway.advanceClock({ by: '100ms' })).at;
    if (failed) failedAt = now;
  }
  const { scenarios } = await gateway.verdicts();
  const verdicts = (scenarios[0] as { readonly verdicts: readonly Verdict[] }).verdicts;
  return Object.fromEntries(verdicts.map(({ expectation, outcome }) => [expectation, outcome]));
}

const both = ['primary', 'secondary'];
const second = ['secondary'];

test.each<[string, Choose, string, string]>([
  [
    'asks the primary once a second',
    (failures, ms) => (failures < 3 || ms >= 1_000 ? both : second),
    'pass',
    'pass',
  ],
  ['asks the primary with every call', () => both, 'fail', 'pass'],
  ['leaves the primary for ever', (failures) => (failures < 3 ? both : second), 'pass', 'fail'],
])('by a clock that is moved: a client that %s', async (_, choose, sparing, returning) => {
  expect(await play(choose)).toMatchObject({
    'probes-sparingly': sparing,
    'returns-to-primary': returning,
  });
});

test('the client of the examples passes the lab', { timeout: 120_000 }, async () => {
  const { told } = await drilledHosted(['failover-lab'], ['node', 'examples/failover.mjs']);
  expect(told.scenarios[0]?.verdicts.map(({ outcome }) => outcome)).toEqual(
    told.scenarios[0]?.verdicts.map(() => 'pass'),
  );
});
