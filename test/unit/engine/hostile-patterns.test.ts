import { expect, test } from 'vitest';
import { allowlists } from '../../../src/admission/allowlists.ts';
import { ReplicaHealth } from '../../../src/admission/state/replica-health.ts';
import { connectionMatcher, requestMatcher } from '../../../src/engine/match.ts';
import { indexRules } from '../../../src/engine/rule-index.ts';
import type { ConnectionFacts, RequestFacts } from '../../../src/model/facts.ts';
import type { When } from '../../../src/model/scenario.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { whenShape } from '../../../src/scenario/schema-when.ts';
import { countSteps } from '../../helpers/count-steps.ts';
import { connectionFacts, requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { readTree } from '../../helpers/source-tree.ts';

const inUse = platformInUse();
const base = requestFacts(inUse);

const long = 'ab'.repeat(16_384);

/** Each begins to match everywhere in the text, and nowhere matches. */
const patterns: readonly (readonly [string, string])[] = [
  ['20 stars', `${'*a'.repeat(20)}*c`],
  ['20 stars with ?', `${'*?b'.repeat(20)}*c`],
  ['a long piece', `*${'ab'.repeat(100)}b*`],
  ['many ?', `*${'a?'.repeat(100)}c*`],
];

const ofConnection = (connection: Partial<ConnectionFacts>): Partial<RequestFacts> => ({
  connection: { ...connectionFacts, ...connection },
});
const upstreamWith = (name: string, region: string) =>
  ({ upstream: { name, region } }) as Partial<RequestFacts>;

/** Each condition that takes a pattern, and a request with the long text where it looks. */
const places: Readonly<Record<string, { when(glob: string): When; facts: Partial<RequestFacts> }>> = {
  surface: { when: (glob) => ({ surface: [glob] }), facts: { surface: long } },
  route: {
    when: (glob) => ({ route: [glob] }),
    facts: { route: { name: long } as RequestFacts['route'] },
  },
  method: { when: (glob) => ({ method: [glob] }), facts: { method: long } },
  path: { when: (glob) => ({ path: [glob] }), facts: { path: long } },
  upstream: { when: (glob) => ({ upstream: [glob] }), facts: upstreamWith(long, '') },
  region: { when: (glob) => ({ region: [glob] }), facts: upstreamWith('', long) },
  model: { when: (glob) => ({ model: [glob] }), facts: { model: long } },
  key: { when: (glob) => ({ key: [glob] }), facts: { key: long } },
  client: { when: (glob) => ({ client: [glob] }), facts: { client: long } },
  prompt: { when: (glob) => ({ prompt: [glob] }), facts: { prompt: long } },
  header: { when: (glob) => ({ header: { 'x-a': [glob] } }), facts: { headers: { 'x-a': long } } },
  query: { when: (glob) => ({ query: { a: [glob] } }), facts: { query: `?a=${long}` } },
  body: { when: (glob) => ({ body: { '/a': [glob] } }), facts: { exact: { a: long } } },
  sni: { when: (glob) => ({ sni: [glob] }), facts: ofConnection({ sni: long }) },
  alpn: { when: (glob) => ({ alpn: [glob] }), facts: ofConnection({ alpn: [long] }) },
  address: { when: (glob) => ({ address: [glob] }), facts: ofConnection({ address: long }) },
};

/** Of a rule: what asks for a text. */
const takesPattern = (name: string): boolean => {
  const { success, data } = whenShape.safeParse({ [name]: 'a*' });
  return success && Array.isArray((data as Record<string, unknown>)[name]);
};

test('each condition that takes a pattern is looked at here', () => {
  const named = Object.keys(whenShape.shape).filter(takesPattern);
  expect([...named, 'header', 'query', 'body'].sort()).toEqual(Object.keys(places).sort());
});

/** Looks at a character: a few for each pass. */
const most = 4 * long.length + 1_000;

const cases = Object.keys(places).flatMap((place) =>
  patterns.map(([what, glob]) => [place, what, glob] as const),
);

test.each(cases)('%s: %s are one pass over the text', (place, _, glob) => {
  const { when, facts } = places[place] ?? { when: () => ({}), facts: {} };
  const asked = { ...base, ...facts };
  const rule = { when: when(glob), order: 1 };
  const find = indexRules([rule]);
  const { matches } = requestMatcher(rule.when);
  expect(matches({ ...asked })).toBe(false);
  expect(countSteps(() => matches(asked))).toBeLessThanOrEqual(most);
  expect(countSteps(() => find(asked))).toBeLessThanOrEqual(most);
  const ofPort = connectionMatcher(rule.when);
  expect(countSteps(() => ofPort.matches(asked.connection))).toBeLessThanOrEqual(most);
});

test.each(patterns)('replicas and allowlists, %s: one pass over the text', async (_, glob) => {
  const health = new ReplicaHealth([{ model: glob, total: 1, phases: [] } as never]);
  expect(countSteps(() => health.of(long, 0))).toBeLessThanOrEqual(most);
  const text = `seed: 1\nallowlists: [{ key: "${glob}", models: "${glob}" }]\n`;
  const scenario = await loadScenario(text, 'hostile.yaml');
  const check = allowlists.create(scenario, null as never);
  expect(countSteps(() => check({ ...base, key: long, model: long }, 0, 'take'))).toBeLessThanOrEqual(most);
});

/** An expression is made of what the program says, of the names of paths, or of prefixes that are escaped. */
const expressions = [
  'src/request/routes.ts',
  'src/request/texts.ts',
  'src/scenario/schema-when.ts',
  'src/secrets/named-values.ts',
  'src/secrets/redact.ts',
  'src/secrets/stray-key.ts',
];

test('no other file makes a regular expression while it runs', () => {
  const files = readTree('src').filter(({ path, text }) => path.endsWith('.ts') && /\bRegExp\(/.test(text));
  expect(files.map(({ path }) => path)).toEqual(expressions);
});
