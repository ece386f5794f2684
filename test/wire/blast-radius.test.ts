import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chat, type StartedGateway, startGateway } from '../helpers/gateway.ts';

const run = promisify(execFile);

let started: StartedGateway;
const scope = { scenario: null, label: null };
/** On a busy machine. */
const patience = { timeout: 20_000 };

/** Another scenario in the place of the default one, on the same port. */
async function play(name: string, text: string): Promise<void> {
  await started.gateway.steering.playScenario(name, text);
}

beforeAll(async () => {
  started = await startGateway();
});
afterAll(() => started.close());

/** curl's exit code is that of the connection: 52, nothing came back. */
const curl = (...args: readonly string[]): Promise<string> =>
  run('curl', ['--silent', '--output', '/dev/null', '--write-out', '%{http_code}', ...args]).then(
    ({ stdout }) => stdout,
    ({ code }: { code: number }) => `exit ${code}`,
  );

const statusesOf = (answers: readonly Response[]) => answers.map(({ status }) => status);

const sampleOf = async (series: string) => {
  const text = await fetch(`${started.gateway.controlUrl}/metrics`).then((answer) => answer.text());
  return text
    .split('\n')
    .find((line) => line.startsWith(`badgateway_held_back_total{${series}} `))
    ?.split(' ')
    .at(-1);
};

test('of many at once no more hang than may, and each that leaves makes room for one', async () => {
  const rule = '{ id: silent, faults: [{ hang: { for: 1h } }] }';
  await play('active', `blastRadius: { active: 3 }\nrules: [${rule}]`);
  const { steering } = started.gateway;
  const leaving = new AbortController();
  let answered = 0;
  const hung = Array.from({ length: 12 }, (_, index) =>
    chat(`${started.url}/@active.label-${index % 4}`, { signal: leaving.signal }).then(
      ({ status }) => {
        answered += 1;
        return status;
      },
      () => 'left',
    ),
  );
  // Nine are answered although every one of them matched the rule.
  await vi.waitUntil(() => steering.hanging() === 3 && answered === 9, patience);
  expect(await chat(`${started.url}/@active`).then(({ status }) => status)).toBe(200);
  leaving.abort();
  expect((await Promise.all(hung)).toSorted()).toEqual([...Array(9).fill(200), ...Array(3).fill('left')]);
  await vi.waitUntil(() => steering.underWay() === 0, patience);
  const again = new AbortController();
  const next = [1, 2, 3].map(() => chat(started.url, { signal: again.signal }).catch(() => 'left'));
  await vi.waitUntil(() => steering.hanging() === 3, patience);
  // Counters that begin anew do not forget what hangs at that moment.
  await steering.reset('counters', scope);
  expect(await chat(started.url).then(({ status }) => status)).toBe(200);
  again.abort();
  await Promise.all(next);
});

test('a share is exact over all labels and clients, and the journal says what was held back', async () => {
  await play('share', 'blastRadius: { share: 30 %, total: 5 }\nrules: [{ id: broken, faults: [503] }]');
  const statuses: string[] = [];
  for (let count = 0; count < 10; count += 1) {
    const answer = await chat(`${started.url}/@share.label-${count}`);
    statuses.push(String(answer.status));
    await answer.arrayBuffer();
    statuses.push(await curl('-H', 'Authorization: Bearer sk-oais-any', `${started.url}/@share.c/v1/models`));
  }
  const hit = [...statuses.keys()].filter((index) => statuses[index] === '503');
  // The fourth, the seventh, the tenth, the fourteenth and the seventeenth; then all five were hit.
  expect(hit).toEqual([3, 6, 9, 13, 16]);
  const ofScenario = () =>
    started.gateway.journal
      .entries()
      .flatMap((entry) => (entry.kind === 'request' && entry.scenario === 'share' ? [entry] : []));
  await vi.waitUntil(() => ofScenario().length === 20, patience);
  const entries = ofScenario();
  const held = entries.flatMap(({ rules }) => rules.filter(({ outcome }) => outcome === 'held-back'));
  expect(held).toHaveLength(15);
  expect(held.find(({ heldBackBy }) => heldBackBy === 'share')).toMatchObject({
    rule: 'broken',
    faults: ['error'],
    because: expect.stringContaining('held back by the blast radius'),
  });
  expect(
    entries.every(({ rules, played }) => (rules[0]?.outcome === 'fired') === (played.status === 503)),
  ).toBe(true);
  const counted = (bound: string) => sampleOf(`scenario="share",rule="broken",bound="${bound}"`);
  expect([await counted('share'), await counted('total')]).toEqual(['14', '1']);
  expect(started.gateway.steering.scenario().blastRadius).toEqual({
    says: 'at most 30 % of what rules would hit and 5 in all',
    figures: {
      ...{ seen: 20, hit: 5, active: 0 },
      heldBack: { port: 0, share: 14, active: 0, total: 1, within: 0 },
    },
  });
});

test('rules do not see requests that only does not name, and a reset of all labels begins anew', async () => {
  const only = '{ label: victim, header: { x-team: red } }';
  await play('only', `blastRadius: { only: ${only}, total: 1 }\nrules: [{ sequence: [500, 500, 500] }]`);
  const ask = (label: string, team: string) =>
    chat(`${started.url}/@only${label}`, { headers: { 'x-team': team } });
  const ofAll = async () =>
    statusesOf([await ask('', 'red'), await ask('.victim', 'blue'), await ask('.victim', 'red')]);
  expect(await ofAll()).toEqual([200, 200, 500]);
  expect(await ofAll()).toEqual([200, 200, 200]);
  // Of one label the counters begin anew, not what all of them share.
  await started.gateway.steering.reset('counters', { scenario: 'only', label: 'victim' });
  expect(await ofAll()).toEqual([200, 200, 200]);
  await started.gateway.steering.reset('counters', { scenario: 'only', label: null });
  expect(await ofAll()).toEqual([200, 200, 500]);
  // Rules that are added while it runs are bounded too.
  await started.gateway.steering.addRule({ scenario: 'only', label: 'victim' }, '{ faults: [503] }');
  expect(await ofAll()).toEqual([200, 200, 200]);
});

test('connections are bounded: one is held, the next is served, and its end makes room', async () => {
  await play('stall', 'blastRadius: { active: 1 }\nrules: [{ id: mute, faults: [connection-stall] }]');
  const asked = (...more: readonly string[]) =>
    curl(...more, '-H', 'Authorization: Bearer sk-oais-any', `${started.url}/v1/models`);
  const leaving = new AbortController();
  const silent = run('curl', ['--silent', `${started.url}/v1/models`], { signal: leaving.signal }).catch(
    () => {},
  );
  const held = () =>
    started.gateway.journal
      .entries()
      .some((entry) => entry.kind === 'connection' && entry.welcome === 'stall');
  await vi.waitUntil(held, patience);
  expect(await asked()).toBe('200');
  leaving.abort();
  await silent;
  // Once the gateway has seen it leave, another one is held; curl gives up by itself: 28.
  await vi.waitUntil(async () => (await asked('--max-time', '1')) === 'exit 28', patience);
});
