import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compose } from '../../../src/answer/framing/compose.ts';
import { engineOf, oneRule } from '../../helpers/engine.ts';
import { requestFacts, type Sent } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { collect, wholeAnswer } from '../../helpers/steps.ts';
import { identified } from '../request/identified.ts';

const inUse = platformInUse();
const flaky = (chance: number, seed: number | string = 42) =>
  oneRule(`id: flaky\nchance: ${chance}\nfaults: [502]`, `seed: ${JSON.stringify(seed)}`);
const call = (n: number): Sent => ({ body: { model: 'm', n } });

/** `F` for each of these requests that met the fault, `.` for the others. */
async function met(text: string, requests: readonly Sent[]): Promise<string> {
  const { fired } = await engineOf(text);
  return requests.map((sent) => (fired(sent) === '' ? '.' : 'F')).join('');
}

const forty = Array.from({ length: 40 }, (_, n) => call(n));
const same = Array.from({ length: 40 }, () => call(0));

// Whoever changes these strings changes what a seed means in every scenario ever written.
const distinctOf42 = '.F..F....F...F..F..F...F.FFFF.......FFFF';
const equalOf42 = '...FF.FFF.......F...F.F........F..F.....';

test('what seed 42 decides for forty different calls is settled for ever', async () => {
  // The fingerprints are those of real requests, so that they are settled too.
  const { decideFacts } = await engineOf(flaky(0.3));
  const drawn = forty
    .map((sent) => (decideFacts(identified(inUse, sent)).faults.length > 0 ? 'F' : '.'))
    .join('');
  expect(drawn).toBe(distinctOf42);
});

test('what seed 42 decides for forty copies of one call is settled for ever', async () => {
  const { decideFacts } = await engineOf(flaky(0.3));
  const drawn = same
    .map((sent) => (decideFacts(identified(inUse, sent)).faults.length > 0 ? 'F' : '.'))
    .join('');
  expect(drawn).toBe(equalOf42);
});

test('the draw that decided is told, and was held against the chance', async () => {
  const { decide } = await engineOf(flaky(0.3));
  for (const sent of forty) {
    const [outcome] = decide(sent).rules;
    const [, drawn, chance] = /drew (\S+) against chance (\S+)/.exec(outcome?.because ?? '') ?? [];
    expect(chance).toBe('0.3000');
    expect(Number(drawn) < 0.3).toBe(outcome?.outcome === 'fired');
  }
});

test('a seed is the same as a number and as a text', async () => {
  expect(await met(flaky(0.5, 42), forty)).toBe(await met(flaky(0.5, '42'), forty));
});

test('another seed, another id and another name of the scenario give another sequence', async () => {
  const first = await met(flaky(0.5), forty);
  expect(await met(flaky(0.5, 43), forty)).not.toBe(first);
  expect(await met(flaky(0.5).replace('id: flaky', 'id: other'), forty)).not.toBe(first);
});

test.each([
  ['chance: 0', ''],
  ['ramp: { from: 0, to: 0, over: 1s }', ''],
])('a rule with %s is as good as absent', async (chance) => {
  const others = `
  - id: half
    chance: 0.5
    faults: [latency: { from: 1s, to: 9s }]
  - id: twice
    times: 20
    faults: [429]
`;
  const without = await engineOf(`seed: 1\nrules:${others}`);
  const withIt = await engineOf(
    `seed: 1\nrules:\n  - { id: never, ${chance}, faults: [500, disconnect] }${others}`,
  );
  for (const sent of [...forty, ...same]) {
    const [one, other] = [without.decide(sent), withIt.decide(sent)];
    expect(other.rules.filter(({ rule }) => rule !== 'never')).toEqual(one.rules);
    const answers = [one, other].map(({ faults }) => collect(compose(() => wholeAnswer, faults, null)));
    const [plain, same] = await Promise.all(answers);
    expect(same).toEqual(plain);
  }
});

test.each(['chance: 1', 'ramp: { from: 1, to: 1, over: 1s }'])(
  'a rule with %s fires always',
  async (chance) => {
    const { fired } = await engineOf(oneRule(`id: always\n${chance}\nfaults: [500]`));
    for (const sent of forty) expect(fired(sent)).toBe('always');
  },
);

/** Which of these calls met the fault, by call and by how often it was sent before. */
async function fates(text: string, calls: readonly number[]): Promise<string[]> {
  const { decide } = await engineOf(text);
  const sent = new Map<number, number>();
  return calls
    .map((n) => {
      const before = sent.get(n) ?? 0;
      sent.set(n, before + 1);
      const { rules, faults } = decide(call(n));
      const said = rules.map(({ outcome, because }) => outcome + because).join();
      return `${n}/${before}: ${said} ${faults.length}`;
    })
    .sort();
}

const several = `seed: 7
rules:
  - { id: a, chance: 0.2, faults: [502] }
  - { id: b, chance: 0.5, when: { model: m }, faults: [latency: 1s] }
  - { id: c, ramp: { 0s: 0.1, 10s: 0.9 }, faults: [503] }
`;

/** `match N` counts arrivals; everything else about a chance rule must be free of order. */
const orderless = (fate: string): string => fate.replaceAll(/match \d+/g, 'match');

test('the same calls in another order, interleaved anyhow, meet the same', async () => {
  // Twenty calls, some of them sent several times.
  const calls = Array.from({ length: 40 }, (_, index) => (index % 20) >> (index % 3));
  const expected = (await fates(several, calls)).map(orderless).sort();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(calls, { minLength: calls.length, maxLength: calls.length }),
      async (order) => {
        expect((await fates(several, order)).map(orderless).sort()).toEqual(expected);
      },
    ),
    { numRuns: 40, seed: 3 },
  );
});

test('what others send in between changes nothing', async () => {
  const alone = await met(flaky(0.5), forty);
  const { fired } = await engineOf(flaky(0.5));
  const amid = forty.map((sent, n) => {
    fired(call(1_000 + n));
    fired({ ...sent, path: '/v1/embeddings' });
    return fired(sent) === '' ? '.' : 'F';
  });
  expect(amid.join('')).toBe(alone);
});

test('a retry has a draw of its own, and equal calls have fixed ones by their number', async () => {
  const text = flaky(0.5);
  const once = await met(text, same);
  expect(once).toMatch(/F/);
  expect(once).toMatch(/\./);
  expect(await met(text, same)).toBe(once);
});

test('x-badgateway-call takes the place of method, path and body', async () => {
  const named = (name: string, sent: Sent): Sent => ({ ...sent, headers: { 'x-badgateway-call': name } });
  const decide = async (sent: Sent) => {
    const { decideFacts } = await engineOf(flaky(0.5));
    return decideFacts(identified(inUse, sent)).rules[0]?.because;
  };
  const one = await decide(named('one', call(1)));
  expect(await decide(named('one', { ...call(2), path: '/v1/embeddings' }))).toBe(one);
  expect(await decide(named('two', call(1)))).not.toBe(one);
  expect(await decide(call(1))).not.toBe(one);
});

test('about as many of 10,000 different calls meet a fault as its chance says', async () => {
  for (const chance of [0.01, 0.3, 0.5, 0.99]) {
    const { decideFacts } = await engineOf(flaky(chance));
    const facts = requestFacts(inUse);
    let hits = 0;
    for (let n = 0; n < 10_000; n += 1)
      hits += decideFacts({ ...facts, fingerprint: `POST /v1/chat/completions ${n}` }).faults.length;
    // Four standard deviations of a binomial distribution; the seed is fixed.
    const spread = 4 * Math.sqrt(10_000 * chance * (1 - chance));
    expect(Math.abs(hits - 10_000 * chance)).toBeLessThan(spread);
  }
});

test('two rules draw apart from each other', async () => {
  const { decideFacts } = await engineOf(
    'seed: 1\nrules: [{ chance: 0.5, faults: [latency: 1s] }, { chance: 0.5, faults: [latency: 1s] }]',
  );
  const facts = requestFacts(inUse);
  const both = [0, 0, 0];
  for (let n = 0; n < 4_000; n += 1) {
    const count = decideFacts({ ...facts, fingerprint: String(n) }).faults.length;
    both[count] = (both[count] ?? 0) + 1;
  }
  for (const [count, share] of [0.25, 0.5, 0.25].entries())
    expect(Math.abs((both[count] ?? 0) - 4_000 * share)).toBeLessThan(
      4 * Math.sqrt(4_000 * share * (1 - share)),
    );
});

test('what a fault draws belongs to the call as well', async () => {
  const { decide } = await engineOf(oneRule('faults: [latency: { from: 0s, to: 9s }]'));
  const waits = async (sent: Sent) => collect(compose(() => wholeAnswer, decide(sent).faults, null));
  const { decide: again } = await engineOf(oneRule('faults: [latency: { from: 0s, to: 9s }]'));
  const [one, two] = [await waits(call(1)), await waits(call(2))];
  expect(one[0]).not.toEqual(two[0]);
  expect(await collect(compose(() => wholeAnswer, again(call(2)).faults, null))).toEqual(two);
  expect((await waits(call(1)))[0]).not.toEqual(one[0]);
});

test('connections draw by their ordinal', async () => {
  const text = oneRule('chance: 0.5\nfaults: [connection-reset]');
  const { welcome } = await engineOf(text);
  const drawn = Array.from({ length: 40 }, (_, n) => welcome({ connection: n + 1 }).length);
  const { welcome: backwards } = await engineOf(text);
  const other = Array.from({ length: 40 }, (_, n) => backwards({ connection: 40 - n }).length).reverse();
  expect(other).toEqual(drawn);
  expect(new Set(drawn).size).toBe(2);
});
