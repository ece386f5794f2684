import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Operation } from '../../src/control/operation.ts';
import { operations } from '../../src/control/operations/index.ts';
import { type Input, token, type Way, ways } from '../helpers/control-ways.ts';
import { chat, type StartedGateway, startGateway } from '../helpers/gateway.ts';

const staged = `
scenario: Two stages
platform: token-factory
rules:
  - { id: down, when: { route: models }, faults: [503] }
stages:
  - { name: calm, for: 1h, rules: [] }
  - { name: outage, for: 1h, rules: [down] }
`;

const limited = `
scenario: Two an hour
platform: token-factory
rateLimits:
  - { id: two, rate: 2 requests per hour, by: key, algorithm: fixed-window, when: { route: models } }
  - { id: all, rate: 100 requests per day, enforce: false, algorithm: fixed-window, when: { route: models } }
`;

const admitting = `
scenario: Keys and replicas
platform: token-factory
keys:
  - { key: sk-oais-any, id: worker, rotatedTo: sk-oais-of-the-next-month, grace: 1h }
  - { key: sk-oais-of-another-team, id: other }
  - { key: sk-oais-spare, id: spare }
replicas: { Omniva/Kimi-K2.6: { total: 3 } }
`;

describe.each(ways)('by %s', (_, wayTo) => {
  let started: StartedGateway;
  let ask: Way;
  const asked = new Set<string>();

  beforeAll(async () => {
    started = await startGateway({ controlToken: token, clock: 'manual' });
    const way = wayTo(started.gateway);
    ask = async (name, input) => {
      asked.add(name);
      const answer = await way(name, input);
      const { output } = operations.find((each) => each.name === name) as unknown as Operation;
      expect(output.safeParse(answer).error).toBeUndefined();
      return answer;
    };
  });
  afterAll(() => started.close());

  const status = async (path = '/v1/models') => {
    const response = await fetch(started.url + path, { headers: { authorization: 'Bearer sk-oais-any' } });
    await response.arrayBuffer();
    return response.status;
  };
  const idsOf = async (scope: Input = {}) => {
    const { rules } = (await ask('listRules', scope)) as { rules: { id: string; state: string }[] };
    return rules.map(({ id, state }) => `${id} ${state}`);
  };

  test('rules are added, listed, replaced, switched and removed while requests come', async () => {
    expect(await idsOf()).toEqual([]);
    const added = await ask('addRule', { rule: '429, ok, 500, ok' });
    expect(added).toMatchObject({
      ...{ id: 'rule-1', state: 'on', origin: 'control', subject: 'request', when: 'always' },
      injects: ['error status=429', 'ok', 'error status=500', 'ok'],
    });
    expect(await status()).toBe(429);
    await ask('addRule', { rule: '{ id: second, when: { route: chat }, faults: [503] }' });
    expect(await idsOf()).toEqual(['second on', 'rule-1 on']);
    // The counter of the first rule goes on: the second item is next.
    expect(await status()).toBe(200);
    await ask('switchRule', { id: 'rule-1', state: 'off' });
    expect([await idsOf(), await status()]).toEqual([['second on', 'rule-1 off'], 200]);
    await ask('switchRule', { id: 'rule-1', state: 'on' });
    expect(await status()).toBe(500);
    await ask('replaceRule', { id: 'rule-1', rule: '{ when: { route: models }, faults: [404] }' });
    expect([await idsOf(), await status()]).toEqual([['second on', 'rule-1 on'], 404]);
    await ask('removeRule', { id: 'rule-1' });
    expect([await idsOf(), await status()]).toEqual([['second on'], 200]);
    await ask('replaceRules', { rules: '[{ id: only, faults: [502] }]' });
    expect([await idsOf(), await status()]).toEqual([['only on'], 502]);
  });

  test('faults are stopped and resumed', async () => {
    expect(await ask('stopFaults')).toEqual({ faults: 'stopped' });
    expect(await status()).toBe(200);
    expect(await ask('resumeFaults')).toEqual({ faults: 'injecting' });
    expect(await status()).toBe(502);
  });

  test('a label has rules of its own', async () => {
    await ask('addRule', { label: 'one', rule: '{ id: mine, faults: [409] }' });
    expect([await status('/@healthy.one/v1/models'), await status('/@healthy.two/v1/models')]).toEqual([
      409, 502,
    ]);
    expect(await idsOf({ label: 'one' })).toEqual(['mine on', 'only on']);
    expect(await idsOf({ label: 'two' })).toEqual(['only on']);
  });

  test('the journal is read by pages, and waited for', async () => {
    await ask('reset', { what: 'journal' });
    const waiting = ask('waitForEntries', { count: 2, timeout: '20s' });
    await status();
    await status();
    expect(await waiting).toMatchObject({
      state: 'complete',
      entries: [{ kind: 'request' }, { kind: 'request' }],
    });
    const first = (await ask('readJournal', { kind: 'request', limit: 1 })) as {
      entries: unknown[];
      next: number;
    };
    expect(first.entries).toHaveLength(1);
    const rest = await ask('readJournal', { kind: 'request', since: first.next, status: 502, rule: 'only' });
    expect(rest).toMatchObject({ entries: [{ played: { status: 502 } }] });
    expect(await ask('waitForEntries', { count: 9, timeout: '1ms' })).toMatchObject({ state: 'timed-out' });
  });

  test('verdicts are a report, of all or of one label', async () => {
    await status('/@healthy.one/v1/models');
    await ask('waitForEntries', { label: 'one' });
    const all = (await ask('verdicts')) as { scenarios: { label: string | null }[] };
    const one = (await ask('verdicts', { label: 'one' })) as { scenarios: unknown[] };
    expect([all.scenarios.length, one.scenarios.length]).toEqual([2, 1]);
  });

  test('another scenario is played, from a stage of its choice', async () => {
    expect(await ask('showScenario')).toMatchObject({ name: 'healthy' });
    expect(await ask('playScenario', { name: 'invalid-key' })).toMatchObject({ name: 'invalid-key' });
    expect(await status()).toBe(401);
    await ask('playScenario', { name: 'mine', text: staged });
    // Before the first request.
    expect(await ask('playStage', { stage: 'calm' })).toMatchObject({ stage: 'calm' });
    expect(await status()).toBe(200);
    expect(await ask('playStage', { stage: 'outage' })).toMatchObject({
      ...{ name: 'mine', stages: ['calm', 'outage'], stage: 'outage', faults: 'injecting' },
      known: expect.arrayContaining(['healthy', 'mine']),
    });
    expect(await status()).toBe(503);
  });

  test('levels of limits are listed, with masked keys, and set', async () => {
    await ask('playScenario', { name: 'limited', text: limited });
    const all = { key: '', origin: 'seen', remaining: 100, waitMs: 0, freeMs: 0, refusals: 0 };
    expect(await ask('listLimits')).toMatchObject({
      limits: [
        { id: 'two', keys: [] },
        { id: 'all', keys: [all] },
      ],
    });
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    const used = { key: '*'.repeat(10), remaining: 0, refusals: 1 };
    const two = { id: 'two', says: '2 requests per hour', amount: 2, refusals: 1, others: 0, keys: [used] };
    expect(await ask('listLimits')).toMatchObject({
      limits: [two, { id: 'all', enforcement: 'shadow', keys: [{ remaining: 98, refusals: 0 }] }],
      otherRuns: 0,
    });
    expect(await ask('listLimits', { keys: 0 })).toMatchObject({ limits: [{ keys: [], others: 1 }, {}] });
    const set = { id: 'two', remaining: 1 };
    expect(await ask('setLimit', { ...set, key: used.key })).toEqual({ ...set, keys: 1 });
    expect([await status(), await status()]).toEqual([200, 429]);
    expect(await ask('setLimit', { ...set, key: 'sk-oais-any' })).toEqual({ ...set, keys: 1 });
    expect(await ask('setLimit', { id: 'two', remaining: 2 })).toEqual({ id: 'two', remaining: 2, keys: 1 });
    // Nothing is used, so no key is in use.
    expect(await ask('listLimits')).toMatchObject({
      limits: [{ keys: [], refusals: 2 }, { keys: [{ remaining: 97 }] }],
    });
    const notices = (await ask('readJournal', { kind: 'notice' })) as { entries: { says: string }[] };
    expect(notices.entries.map(({ says }) => says)).toEqual(
      expect.arrayContaining([
        `limit two: 1 left under ${used.key}, as it was set`,
        'limit two: 2 left, as it was set',
      ]),
    );
  });

  test('keys are listed masked, rotated and revoked', async () => {
    await ask('playScenario', { name: 'admitting', text: admitting });
    const chatBy = (key: string) => chat(started.url, { key }).then((response) => response.status);
    expect([await status(), await chatBy('sk-oais-unknown')]).toEqual([200, 401]);
    const worker = { id: 'worker', label: '', state: 'valid', uses: 1, masked: '*'.repeat(10) };
    const other = { id: 'other', state: 'valid', uses: 0, masked: 'sk-oa**********team', rotatedTo: null };
    expect(await ask('listKeys')).toMatchObject({ keys: [worker, other, { id: 'spare' }] });
    const rotating = { state: 'rotating', rotatedTo: 'sk-oa**********onth', graceMs: 3_600_000 };
    const { keys } = (await ask('rotateKey', { key: 'worker' })) as { keys: { graceMs: number }[] };
    expect(keys).toMatchObject([{ ...rotating, graceMs: expect.any(Number) }]);
    expect(keys[0]?.graceMs).toBeGreaterThan(3_500_000);
    await expect(ask('rotateKey', { key: 'sk-oa**********onth' })).rejects.toThrow('is pending rotation');
    expect([await status(), await chatBy('sk-oais-of-the-next-month')]).toEqual([200, 200]);
    expect(await ask('revokeKey', { key: 'sk-oais-of-another-team' })).toMatchObject({
      keys: [{ id: 'other', state: 'revoked' }],
    });
    expect(await chatBy('sk-oais-of-another-team')).toBe(401);
    const { entries } = (await ask('readJournal', { kind: 'notice' })) as { entries: { says: string }[] };
    const said = entries.map(({ says }) => says);
    expect(said).toEqual(expect.arrayContaining(['key worker is rotated', 'key other is revoked']));
    expect(JSON.stringify([await ask('listKeys'), entries])).not.toContain('of-the-next-month');
  });

  test('replicas fail and are healed', async () => {
    const model = 'Omniva/Kimi-K2.6';
    const chatNow = () => chat(started.url, { key: 'sk-oais-any', model }).then((reply) => reply.status);
    const now = (healthy: number) => ({ replicas: [{ model, total: 3, healthy, changesMs: null }] });
    expect([await ask('listReplicas'), await chatNow()]).toMatchObject([now(3), 200]);
    expect(await ask('setReplicas', { model, healthy: 0 })).toMatchObject(now(0));
    expect([await ask('listReplicas'), await chatNow()]).toMatchObject([now(0), 503]);
    expect(await ask('setReplicas', { model })).toMatchObject(now(3));
    expect(await chatNow()).toBe(200);
  });

  test('a drill begins, enters stages in front of every rule, renews its lease and ends', async () => {
    type Shown = { drill: { id: string; leaseEndsAt: number } };
    const labelled = () => status('/@healthy.drilled/v1/models');
    expect(await ask('showDrill')).toEqual({ drill: null });
    const { drill } = (await ask('beginDrill', { drill: 'Outage of a model', lease: '1h' })) as Shown;
    const { id } = drill;
    expect(drill).toMatchObject({ name: 'Outage of a model', stage: null, state: 'running', endedBy: null });
    const before = [await status(), await labelled()];
    await expect(ask('beginDrill', { drill: 'Second', lease: '1h' })).rejects.toThrow(
      'drill "Second" cannot begin: drill "Outage of a model" holds the lease',
    );
    const rules = '[{ id: gone, when: { route: models }, faults: [404] }]';
    expect(await ask('enterStage', { id, stage: 'inject', rules })).toMatchObject({
      drill: { stage: 'inject' },
    });
    expect([await status(), await labelled()]).toEqual([404, 404]);
    expect(await ask('readJournal', { rule: 'drill:inject/gone' })).toMatchObject({
      entries: [{ drill: { name: 'Outage of a model', stage: 'inject' } }, { label: 'drilled' }],
    });
    const renewed = (await ask('renewLease', { id })) as Shown;
    expect(renewed.drill.leaseEndsAt).toBeGreaterThanOrEqual(drill.leaseEndsAt);
    expect(await ask('enterStage', { id, stage: 'recovery' })).toMatchObject({
      drill: { figures: { hit: 2 } },
    });
    expect([await status(), await labelled()]).toEqual(before);
    const over = { state: 'ended', endedBy: 'stopped', because: 'error share of 9 %', leaseEndsAt: null };
    const end = { id, reason: 'stopped', because: 'error share of 9 %' };
    expect(await ask('endDrill', end)).toMatchObject({ drill: over });
    expect(await ask('endDrill', { id, reason: 'completed' })).toMatchObject({ drill: over });
    expect(await ask('showDrill')).toMatchObject({ drill: over });
    await expect(ask('renewLease', { id })).rejects.toThrow('is over, ended by stopped: error share of 9 %');
    await expect(ask('enterStage', { id: 'other', stage: 'a' })).rejects.toThrow(
      'no drill other is under way',
    );
  });

  test('the kill switch ends a drill, refuses new ones, and is released with a reason', async () => {
    const { drill } = (await ask('beginDrill', { drill: 'First', lease: '1h' })) as { drill: { id: string } };
    expect(await ask('stopFaults', { reason: 'customers call' })).toEqual({
      ...{ faults: 'stopped', reason: 'customers call' },
    });
    expect(await ask('showDrill')).toMatchObject({ drill: { id: drill.id, endedBy: 'kill-switch' } });
    expect(await ask('showScenario')).toMatchObject({
      latch: { by: 'operation', reason: 'customers call', release: 'needs-reason' },
    });
    await expect(ask('beginDrill', { drill: 'Second', lease: '1h' })).rejects.toThrow(
      'every fault is stopped (customers call); release them',
    );
    await expect(ask('resumeFaults')).rejects.toThrow('say why they may go on');
    expect(await ask('resumeFaults', { reason: 'they do not' })).toEqual({ faults: 'injecting' });
    const { entries } = (await ask('readJournal', { kind: 'notice' })) as { entries: { notice: string }[] };
    expect(entries.slice(-4).map(({ notice }) => notice)).toEqual([
      ...['drill-began', 'drill-ended', 'faults-stopped', 'faults-released'],
    ]);
  });

  test('everything is begun anew', async () => {
    await ask('playScenario', { name: 'healthy' });
    expect(await status()).toBe(502);
    expect(await ask('reset')).toMatchObject({ runs: expect.any(Number) });
    expect([await idsOf(), await status()]).toEqual([[], 200]);
  });

  test('what an application made of a call is reported, by its name or of the last one', async () => {
    const named = async (call: string) => {
      const headers = { authorization: 'Bearer sk-oais-any', 'x-badgateway-call': call };
      await (await fetch(`${started.url}/@healthy.named/v1/models?${call}`, { headers })).arrayBuffer();
    };
    await named('first');
    await named('second');
    const { entries } = (await ask('waitForEntries', { label: 'named', count: 2, timeout: '20s' })) as {
      entries: { call: number }[];
    };
    const [first, second] = entries.map(({ call }) => call);
    const of = { scenario: 'healthy', label: 'named' };
    expect(await ask('reportOutcome', { outcome: 'error', call: 'first' })).toEqual({
      ...{ ...of, call: first, outcome: 'error' },
    });
    expect(await ask('reportOutcome', { outcome: 'success' })).toEqual({
      ...{ ...of, call: second, outcome: 'success' },
    });
    expect(await ask('readJournal', { kind: 'outcome' })).toMatchObject({
      entries: [
        { call: first, outcome: 'error' },
        { call: second, outcome: 'success' },
      ],
    });
    // What is begun anew has calls of its own.
    await named('third');
    await ask('waitForEntries', { label: 'named', count: 3, timeout: '20s' });
    await ask('reset', { what: 'all' });
    await expect(ask('reportOutcome', { outcome: 'success', call: 'third' })).rejects.toThrow(
      'no request was sent with x-badgateway-call: third',
    );
  });

  test('what is under way is told, with what holds it', async () => {
    await ask('addRule', {
      label: 'held',
      rule: '{ id: holds, faults: [{ hang: { at: before-head, for: 1h } }] }',
    });
    const leaving = new AbortController();
    const headers = { authorization: 'Bearer sk-oais-any' };
    fetch(`${started.url}/@healthy.held/v1/models`, { headers, signal: leaving.signal }).catch(() => {});
    const listed = await vi.waitFor(async () => {
      const answer = await ask('listUnderWay');
      expect(answer).toMatchObject({ count: 1, hanging: 1 });
      return answer;
    });
    const holds = { rule: 'holds', outcome: 'fired', faults: ['hang'] };
    expect(listed).toMatchObject({
      requests: [{ label: 'held', call: 1, attempt: 1, route: 'models', rules: [holds] }],
    });
    leaving.abort();
  });

  test('the clock is moved, and a rule of a later hour fires', async () => {
    await ask('addRule', { label: 'clock', rule: '{ during: 1h..2h, faults: [503] }' });
    const met = [await status('/@healthy.clock/v1/models')];
    const { at } = (await ask('showClock')) as { at: number };
    for (const hour of [1, 2]) {
      expect(await ask('advanceClock', { by: '1h' })).toMatchObject({ advancedMs: hour * 3_600_000 });
      met.push(await status('/@healthy.clock/v1/models'));
    }
    expect(met).toEqual([200, 503, 200]);
    expect(((await ask('showClock')) as { at: number }).at - at).toBeGreaterThanOrEqual(7_200_000);
  });

  test.each<[string, Input, string]>([
    ['removeRule', { id: 'onyl' }, 'unknown rule "onyl"'],
    ['listRules', { scenario: 'helthy' }, 'unknown scenario "helthy"; did you mean "healthy"?'],
    ['playStage', { stage: 'outage' }, 'unknown stage "outage"'],
    [
      'setLimit',
      { id: 'tow', remaining: 1, scenario: 'limited' },
      'unknown limit "tow"; did you mean "two"?',
    ],
    [
      'setLimit',
      { id: 'two', remaining: 3, scenario: 'limited' },
      'remaining: 3 is more than the whole limit; expected at most 2',
    ],
    ['setLimit', { id: 'all', remaining: 3, scenario: 'limited', key: 'x' }, 'leave the key out'],
    [
      'setLimit',
      { id: 'two', remaining: 0.5, scenario: 'limited' },
      'limit "two" counts requests, of which there are no fractions, not 0.5; expected a whole number',
    ],
    ['topUpWallet', { id: 'two', usd: 1, scenario: 'limited' }, 'limit "two" is no wallet'],
    ['topUpWallet', { id: 'wallet', usd: 0, scenario: 'limited' }, 'usd:1:1: '],
    ['topUpWallet', { id: 'walet', usd: 1, scenario: 'limited' }, 'unknown limit "walet"'],
    [
      'setLimit',
      { id: 'two', remaining: 1, scenario: 'limited', key: 'sk-oa**********1234' },
      'no such key is in use',
    ],
    ['revokeKey', { key: 'sk-oais-nobody', scenario: 'admitting' }, 'their ids are: worker, other, spare'],
    ['rotateKey', { key: 'spare', scenario: 'admitting' }, 'the scenario names no key to rotate spare to'],
    ['rotateKey', { key: 'spare', to: 'sk-oais-any', scenario: 'admitting' }, 'to: this key exists already'],
    ['setReplicas', { model: 'Omniva/Kimi', scenario: 'admitting' }, 'unknown model with replicas'],
    [
      'addRule',
      { rule: '{ faults: [{ eror: 500 }] }' },
      'body:1:14: unknown fault "eror"; did you mean "error"?',
    ],
    ['addRule', { rule: '{ faults: [{ connection-refuse: {} }] }', label: 'one' }, 'is for connections'],
    ['replaceRules', { rules: '[{ id: a, faults: [500] }, { id: a, faults: [500] }]' }, 'duplicate id "a"'],
    ['playScenario', { name: 'mine', text: 'ruels: []' }, 'unknown key "ruels"; did you mean "rules"?'],
    ['readJournal', { since: 'x' }, 'since:1:1: '],
    ['removeRule', {}, 'missing "id"'],
    ['waitForEntries', { timeout: '1h' }, 'expected at most 10m'],
    ['reportOutcome', { outcome: 'good' }, 'outcome:1:1: '],
    ['reportOutcome', {}, 'missing "outcome"'],
    ['advanceClock', { by: '25h' }, 'expected at most 24h'],
    ['beginDrill', { drill: 'x', lease: '2h' }, 'expected 100ms to 1h'],
    ['beginDrill', { drill: 'x', lease: '2s', blastRadius: '{ shar: 1 }' }, 'blastRadius:1:3: '],
    ['beginDrill', { drill: 'a\nb', lease: '1s' }, 'expected one line of text'],
    ['enterStage', { id: 'x', stage: 'a b' }, 'expected an id'],
  ])('%s refuses what is wrong, and says what is meant: %j', async (name, input, says) => {
    await expect(ask(name, input)).rejects.toThrow(says);
  });

  test('every operation was asked for', () => {
    expect([...asked].sort()).toEqual(operations.map(({ name }) => name as string).sort());
  });
});
