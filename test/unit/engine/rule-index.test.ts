import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestMatcher } from '../../../src/engine/match.ts';
import { indexRules } from '../../../src/engine/rule-index.ts';
import type { When } from '../../../src/model/scenario.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();
const base = requestFacts(inUse);

// Few letters, so that rules and requests meet often.
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 4 });
const glob = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), minLength: 1, maxLength: 4 });
const globs = fc.array(glob, { minLength: 1, maxLength: 3 });
const some = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null, freq: 3 });

const key = (name: keyof When, values: fc.Arbitrary<unknown>): fc.Arbitrary<When> =>
  values.map((value) => ({ [name]: value }));

// One or two keys each: a rule that asks for more matches nothing by chance.
const whens: fc.Arbitrary<When> = fc
  .array(
    fc.oneof(
      key('key', globs),
      key('prompt', globs),
      key('model', globs),
      key('path', globs),
      key('client', globs),
      key('route', fc.subarray(['chat', 'embeddings', 'ch*', '*'], { minLength: 1 })),
      key('header', fc.record({ 'x-a': globs })),
      key('header', fc.record({ 'x-a': globs, 'x-b': globs })),
      key('stream', fc.boolean()),
    ),
    { maxLength: 2 },
  )
  .map((keys) => Object.assign({}, ...keys) as When);

const requests = fc.record({
  key: some(text),
  prompt: some(text),
  model: some(text),
  path: text,
  client: some(text),
  route: fc.constantFrom(null, ...inUse.platform.routes.slice(0, 3)),
  stream: fc.boolean(),
  headers: fc.record(
    { 'x-a': fc.oneof(text, fc.array(text, { maxLength: 2 })), 'x-b': text },
    { requiredKeys: [] },
  ),
});

test('finds exactly what asking every rule would find, in the order of the file', () => {
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(whens, { maxLength: 12 }),
      fc.array(requests, { minLength: 1, maxLength: 6 }),
      (all, sent) => {
        const rules = all.map((when, order) => ({ when, order, matcher: requestMatcher(when) }));
        const candidates = indexRules(rules);
        for (const request of sent) {
          const facts = { ...base, ...request };
          const asked = candidates(facts).filter(({ matcher }) => matcher.matches(facts));
          const expected = rules.filter(({ matcher }) => matcher.matches(facts));
          expect(asked).toEqual(expected);
          found += expected.length;
        }
      },
    ),
    { numRuns: 2_000, seed: 5 },
  );
  expect(found).toBeGreaterThan(3_000);
});

test('ten thousand rules for as many models cost one of them', () => {
  const rules = Array.from({ length: 10_000 }, (_, order) => ({
    when: { model: [`model-${order}`] },
    order,
  }));
  const candidates = indexRules(rules);
  expect(candidates({ ...base, model: 'model-77' })).toEqual([rules[77]]);
  expect(candidates({ ...base, model: 'model-10000' })).toEqual([]);
  expect(candidates({ ...base, model: null })).toEqual([]);
});

test.each<[string, When, Partial<typeof base>]>([
  ['key', { key: ['k*'], model: ['*'] }, { key: 'other' }],
  ['prompt', { prompt: ['p'] }, { prompt: 'other' }],
  ['model', { model: ['a*', 'b'] }, { model: 'c' }],
  ['path', { path: ['/v1/*'] }, { path: '/other' }],
  ['client', { client: ['curl/*'] }, { client: 'python' }],
  ['route', { route: ['chat'], stream: true }, { route: null }],
  ['header', { header: { 'x-a': ['1'] } }, { headers: { 'x-a': '2' } }],
])('by its %s a rule is left alone that cannot match', (_, when, facts) => {
  expect(indexRules([{ when, order: 0 }])({ ...base, ...facts })).toEqual([]);
});

test('a rule that could mean anything is always asked', () => {
  const rules = [
    { when: { model: ['a', '*'] }, order: 0 },
    { when: {}, order: 1 },
    { when: { stream: true }, order: 2 },
  ];
  expect(indexRules(rules)({ ...base, model: 'z' })).toEqual(rules);
});

test('a rule that two of its values find is there once', () => {
  const rules = [{ when: { header: { 'x-a': ['a', 'b', 'a*'] } }, order: 0 }];
  expect(indexRules(rules)({ ...base, headers: { 'x-a': ['a', 'b'] } })).toEqual(rules);
});
