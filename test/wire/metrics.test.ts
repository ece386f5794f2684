import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';

let started: StartedGateway;

beforeAll(async () => {
  started = await startGateway();
});
afterAll(() => started.close());

const scrape = async () => {
  const response = await fetch(`${started.gateway.controlUrl}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return response.text();
};

async function ask(path: string): Promise<void> {
  const headers = { authorization: 'Bearer sk-oais-any' };
  await fetch(started.url + path, { headers }).then((answer) => answer.text());
}

const sampleOf = (text: string, series: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${series} `))
    ?.slice(series.length + 1);

test('requests before the first scrape and after it are counted, faults by rule', async () => {
  const { steering } = started.gateway;
  await steering.addRule({ scenario: null, label: null }, '{ id: limited, sequence: [429, ok, 500] }');
  await ask('/v1/models');
  await ask('/v1/models');
  const first = await scrape();
  const attempts = (text: string) =>
    [1, 2].map((n) => sampleOf(text, `badgateway_attempts_total{attempt="${n}"}`));
  expect(attempts(first)).toEqual(['1', '1']);
  await ask('/@healthy.one/v1/models');
  await ask('/v1/models');
  const text = await scrape();
  expect(attempts(text)).toEqual(['3', '1']);
  const fault = 'badgateway_faults_injected_total{scenario="healthy",rule="limited",fault="error"}';
  expect(sampleOf(text, fault)).toBe('3');
  expect(text).toContain('scenario="healthy",route="models",source="stub",label="one",model="",status="429"');
  expect(sampleOf(text, 'badgateway_requests_under_way')).toBe('0');
  expect(sampleOf(text, 'badgateway_faults_stopped')).toBe('0');
});

test('what is left of a limit is a gauge, what it refused a counter, and no key is a label', async () => {
  const { steering } = started.gateway;
  const limit = '{ id: one, rate: 1 request per hour, by: key, when: { route: models } }';
  await steering.playScenario('limited', `platform: token-factory\nrateLimits:\n  - ${limit}\n`);
  await ask('/v1/models');
  await ask('/v1/models');
  const text = await scrape();
  const series = '{scenario="limited",label="",limit="one"}';
  expect(sampleOf(text, `badgateway_limit_remaining${series}`)).toBe('0');
  expect(sampleOf(text, `badgateway_limit_amount${series}`)).toBe('1');
  expect(sampleOf(text, `badgateway_limit_refusals_total${series}`)).toBe('1');
  await steering.playScenario('healthy', null);
});

test('a drill is in the metrics with its stage and what it hit, as long as it lasts', async () => {
  const { steering } = started.gateway;
  const { id } = await steering.beginDrill({ drill: 'outage', leaseMs: 60_000, blastRadius: null });
  await steering.enterStage({ id, stage: 'inject', rules: '[{ id: down, faults: [503] }]' });
  await ask('/v1/models');
  const series = '{drill="outage",stage="inject"}';
  const during = await scrape();
  expect(sampleOf(during, `badgateway_drill_stage${series}`)).toBe('1');
  expect(sampleOf(during, `badgateway_drill_hits${series}`)).toBe('1');
  steering.endDrill(id, 'completed', null);
  expect(await scrape()).not.toContain('badgateway_drill_stage{');
});

test('labels that clients choose are bounded', async () => {
  for (let n = 0; n < 120; n += 1) await ask(`/@healthy.label-${n}/v1/models`);
  const text = await scrape();
  const labels = new Set(
    [...text.matchAll(/badgateway_requests_total\{.*label="([^"]*)"/g)].map(([, label]) => label),
  );
  expect([labels.size, labels.has('other')]).toEqual([101, true]);
});

test('answers that hang and open connections are counted while they last', async () => {
  const { steering } = started.gateway;
  const rule = '{ id: silent, faults: [{ hang: { at: before-head, for: 1h } }] }';
  await steering.addRule({ scenario: null, label: 'silent' }, rule);
  const leaving = new AbortController();
  const headers = { authorization: 'Bearer sk-oais-any' };
  const asked = fetch(`${started.url}/@healthy.silent/v1/models`, { headers, signal: leaving.signal });
  await vi.waitUntil(() => steering.hanging() === 1);
  const text = await scrape();
  expect(sampleOf(text, 'badgateway_answers_hanging')).toBe('1');
  expect(sampleOf(text, 'badgateway_requests_under_way')).toBe('1');
  expect(Number(sampleOf(text, 'badgateway_connections_open'))).toBeGreaterThan(0);
  leaving.abort();
  await expect(asked).rejects.toThrow('aborted');
  await vi.waitUntil(() => steering.hanging() === 0);
  expect(sampleOf(await scrape(), 'badgateway_answers_hanging')).toBe('0');
});

test('faults of connections are counted for the default scenario', async () => {
  const { steering } = started.gateway;
  const rule = '{ id: cut, times: 1, when: { address: 127.0.0.1 }, faults: [connection-reset] }';
  await steering.addRule({ scenario: null, label: null }, rule);
  // Connections that are kept alive were closed for the rule, so a new one meets it.
  await vi.waitUntil(async () => {
    await ask('/v1/models').catch(() => {});
    const fault = 'badgateway_faults_injected_total{scenario="healthy",rule="cut",fault="connection-reset"}';
    return sampleOf(await scrape(), fault) === '1';
  });
});

test('every metric has a help text and a name by the conventions', async () => {
  const lines = (await scrape()).split('\n');
  const named = lines
    .filter((line) => line.startsWith('# TYPE badgateway_'))
    .map((line) => line.split(' ').slice(2));
  expect(named.length).toBeGreaterThan(8);
  for (const [name = '', type] of named) {
    expect(
      lines.some((line) => line.startsWith(`# HELP ${name} `)),
      name,
    ).toBe(true);
    if (type === 'counter') expect(name).toMatch(/_total$/);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
});
