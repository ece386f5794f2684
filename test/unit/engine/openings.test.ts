import { expect, test } from 'vitest';
import { connectionMoments, type Moment, momentOf } from '../../../src/engine/moment.ts';
import type { ConnectionFacts } from '../../../src/model/facts.ts';
import { engineOf, oneRule, scenarioOf } from '../../helpers/engine.ts';

/** A complete ClientHello. */
const hello = (given: Partial<ConnectionFacts> = {}): Partial<ConnectionFacts> => ({
  tls: true,
  sni: 'localhost',
  alpn: ['http/1.1'],
  ...given,
});

/** What nobody knows yet when a connection is accepted. */
const unread = { tls: null } as const;

test.each<readonly [lines: string, moment: Moment]>([
  ['faults: [connection-reset]', 'accept'],
  ['faults: [connection-reset]\nwhen: { address: 127.*, connection: 2.. }', 'accept'],
  ['sequence: [connection-reset, ok]\nper: connection', 'accept'],
  ['faults: [connection-reset]\nwhen: { tls: true }', 'opening'],
  ['faults: [connection-reset]\nwhen: { tls: false }', 'opening'],
  ['faults: [connection-stall]\nwhen: { sni: localhost }', 'opening'],
  ['faults: [connection-stall]\nwhen: { alpn: h2 }', 'opening'],
  ['faults: [tls-stall]', 'opening'],
  ['faults: [connection-reset, tls-stall]', 'opening'],
  ['sequence: [connection-reset, ok, { tls-certificate: expired }]', 'opening'],
])('%j is asked on %s', async (lines, moment) => {
  const { rules } = await scenarioOf(oneRule(lines));
  expect(rules.map(momentOf)).toEqual([moment]);
  const { welcome } = await engineOf(oneRule(lines));
  const other = moment === 'accept' ? 'opening' : 'accept';
  for (const facts of [hello({ alpn: ['h2'], connection: 2 }), { connection: 2 }])
    expect(welcome(facts, 0, other)).toEqual([]);
});

test.each([
  ['faults: [tls-stall]', { tls: true }],
  ['faults: [tls-stall]\nwhen: { tls: true, sni: a }', { tls: true, sni: ['a'] }],
  ['faults: [tls-stall]\nwhen: { address: 10.* }', { tls: true, address: ['10.*'] }],
  ['sequence: [connection-reset, tls-stall]', { tls: true }],
  ['faults: [connection-reset]', {}],
  ['faults: [connection-reset]\nwhen: { sni: a }', { sni: ['a'] }],
  ['faults: [tls-truncate]', {}],
])('%j meets %j', async (lines, when) => {
  expect((await scenarioOf(oneRule(lines))).rules[0]?.when).toEqual(when);
});

test('a fault of the handshake is met by TLS alone', async () => {
  const { welcome } = await engineOf(oneRule('sequence: [tls-stall, tls-close]'));
  expect(welcome({}, 0, 'opening')).toEqual([]);
  expect(welcome(hello(), 0, 'opening')).toEqual(['tls-stall']);
  expect(welcome({}, 0, 'opening')).toEqual([]);
  expect(welcome(hello(), 0, 'opening')).toEqual(['tls-close']);
  expect(welcome(hello(), 0, 'opening')).toEqual([]);
});

test('rules on accept count connections, rules on openings complete ClientHellos', async () => {
  const { welcome } = await engineOf(
    `rules:
  - { skip: 1, faults: [connection-stall] }
  - { skip: 1, faults: [connection-close], when: { tls: true } }`,
  );
  const connect = (facts: Partial<ConnectionFacts>) => [
    ...welcome(unread, 0, 'accept'),
    ...welcome(facts, 0, 'opening'),
  ];
  expect(connect({})).toEqual([]);
  expect(connect({})).toEqual(['connection-stall']);
  expect(connect(hello())).toEqual(['connection-stall']);
  expect(connect(hello())).toEqual(['connection-stall', 'connection-close']);
});

test.each<readonly [when: string, facts: Partial<ConnectionFacts>, met: boolean]>([
  ['sni: "*.example"', hello({ sni: 'a.example' }), true],
  ['sni: "*.example"', hello({ sni: null }), false],
  ['alpn: h2', hello({ alpn: ['h2', 'http/1.1'] }), true],
  ['alpn: h2', hello(), false],
  ['tls: false', {}, true],
  ['tls: false', hello(), false],
  ['tls: true, address: 10.*', hello({ address: '10.0.0.1' }), true],
  ['tls: true, connection: 3', hello({ connection: 2 }), false],
])('connection-close when %s, at %j: %s', async (when, facts, met) => {
  const { welcome } = await engineOf(oneRule(`faults: [connection-close]\nwhen: { ${when} }`));
  expect(welcome(facts, 0, 'opening')).toEqual(met ? ['connection-close'] : []);
});

test('what is spoken in a tunnel draws for itself, and so does a rule on accept', async () => {
  const drawn = async (lines: string, moment: Moment, facts: Partial<ConnectionFacts>) => {
    const { welcome } = await engineOf(oneRule(`id: r\nchance: 0.5\n${lines}`));
    const draws = Array.from(
      { length: 64 },
      (_, n) => welcome({ ...facts, connection: n + 1 }, 0, moment).length,
    );
    return draws.join('');
  };
  const tls = 'faults: [tls-stall]';
  const draws = [
    await drawn(tls, 'opening', hello()),
    await drawn(tls, 'opening', hello({ tunnel: 'a:443' })),
    await drawn(tls, 'opening', hello({ tunnel: 'b:443' })),
    await drawn('faults: [connection-stall]', 'accept', unread),
  ];
  expect(new Set(draws).size).toBe(4);
  expect(await drawn(tls, 'opening', hello({ sni: 'other' }))).toBe(draws[0]);
  for (const each of draws) expect(each).toMatch(/^(?=.*0.*0)(?=.*1.*1)[01]{64}$/);
});

type Foreseen = readonly [lines: string, facts: Partial<ConnectionFacts>, foreseen: string, met: string];

test.each<Foreseen>([
  ['faults: [tls-stall]', hello(), 'yyy', 'yyy'],
  ['faults: [tls-stall]', {}, '...', '...'],
  ['faults: [connection-close]', {}, 'yyy', 'yyy'],
  ['faults: [connection-close]', hello(), 'yyy', 'yyy'],
  ['faults: [500]', {}, '...', '...'],
  ['times: 1\nfaults: [tls-stall]', hello(), 'y..', 'y..'],
  // Whoever counts connections has to be given some.
  ['skip: 1\nfaults: [tls-stall]', hello(), 'yyy', '.yy'],
  ['every: 2\nfaults: [connection-close]', {}, 'yyy', '.y.'],
  ['sequence: [ok, tls-stall, ok]', hello(), 'yy.', '.y.'],
  ['sequence: [ok, tls-stall, ok]\nthen: repeat', hello(), 'yyy', '.y.'],
  ['when: { connection: 3 }\nfaults: [tls-stall]', hello(), 'yyy', '..y'],
  ['when: { connection: 1..2 }\nfaults: [tls-stall]', hello(), 'yy.', 'yy.'],
  ['when: { sni: other }\nfaults: [tls-stall]', hello(), '...', '...'],
  ['chance: 0\nfaults: [tls-stall]', hello(), '...', '...'],
  ['during: 1s..\nfaults: [connection-close]', {}, '...', '...'],
])('%j, at %j: foreseen before connections 1, 2, 3: %s, met by: %s', async (lines, facts, foreseen, met) => {
  const { foresees, welcome } = await engineOf(oneRule(lines));
  const seen = { foreseen: '', met: '' };
  for (let connection = 1; connection <= 3; connection += 1) {
    const before = { ...facts, connection: connection - 1 };
    // Asking uses nothing up.
    const answers = [foresees(before), foresees(before), foresees(before)];
    expect(new Set(answers).size).toBe(1);
    const now = { ...facts, connection };
    const faults = [...welcome({ ...now, ...unread }, 0, 'accept'), ...welcome(now, 0, 'opening')];
    seen.foreseen += answers[0] ? 'y' : '.';
    seen.met += faults.length > 0 ? 'y' : '.';
  }
  expect(seen).toEqual({ foreseen, met });
});

test('chance is foreseen as it will be drawn', async () => {
  const { foresees, welcome } = await engineOf(oneRule('chance: 0.5\nfaults: [tls-stall]'));
  const foreseen = Array.from({ length: 64 }, (_, n) => foresees(hello({ connection: n })));
  const met = Array.from(
    { length: 64 },
    (_, n) => welcome(hello({ connection: n + 1 }), 0, 'opening').length > 0,
  );
  expect(foreseen).toEqual(met);
  expect(new Set(met).size).toBe(2);
});

test('time is foreseen as it is', async () => {
  const { foresees } = await engineOf(oneRule('during: 10s..20s\nfaults: [connection-close]'));
  expect([9_999, 10_000, 19_999, 20_000].map((at) => foresees({}, at))).toEqual([false, true, true, false]);
});

const stage = (name: string, rules: string) => `{ name: ${name}, for: 10s, rules: [${rules}] }`;
const calmThenStorm = `stages: [${stage('a', '')}, ${stage('b', 'r')}`;

test.each<readonly [lines: string, rest: string, moments: readonly number[]]>([
  ['faults: [connection-close]', '', []],
  ['during: 30s..90s\nfaults: [connection-close]', '', [30_000]],
  ['during: ..90s\nfaults: [tls-stall]', '', []],
  ['during: 30s..\nfaults: [500]', '', []],
  ['id: r\nfaults: [tls-stall]', `${calmThenStorm}]`, [10_000]],
  ['id: r\nfaults: [500]', `${calmThenStorm}]`, []],
  ['id: r\nduring: 15s..\nfaults: [tls-stall]', `${calmThenStorm}]`, [15_000]],
  ['id: r\nduring: 5s..\nfaults: [tls-stall]', `${calmThenStorm}]`, [10_000]],
  ['id: r\nduring: 25s..\nfaults: [tls-stall]', `${calmThenStorm}]`, []],
  [
    'id: r\nfaults: [tls-stall]',
    `${calmThenStorm}, ${stage('c', 'r')}, ${stage('d', '')}, ${stage('e', 'r')}]`,
    [10_000, 40_000],
  ],
])('%j wakes up at its moments', async (lines, rest, moments) => {
  expect(connectionMoments(await scenarioOf(oneRule(lines, rest)))).toEqual(moments);
});

test('the moments of several rules are sorted, each once', async () => {
  const rule = (from: string) => `{ during: ${from}.., faults: [connection-close] }`;
  const { scenario } = await engineOf(`rules: [${['20s', '10s', '20s', '5s'].map(rule).join(', ')}]`);
  expect(connectionMoments(scenario)).toEqual([5_000, 10_000, 20_000]);
});
