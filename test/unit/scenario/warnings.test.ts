import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkScenario } from '../../../src/scenario/load.ts';
import { goodScenarios } from './good-scenarios.ts';

async function warned(text: string): Promise<string[]> {
  const { warnings } = await checkScenario(text, 'doubtful.yaml', {}, {});
  return warnings.map(({ line, column, message, severity }) => `${severity} ${line}:${column}: ${message}`);
}

const when = (conditions: string, faults = '[500]') => `rules: [{ when: ${conditions}, faults: ${faults} }]`;

test.each([
  [when('{ model: "Omniva/.*" }'), '1:26', '".*" stands for itself here: texts are globs'],
  [when('{ client: "^openai" }'), '1:27', '"^" stands for itself'],
  [when('{ prompt: "\\\\d+ files" }'), '1:27', 'not regular expressions'],
  [when('{ header: { x-team: "(red|blue)" } }'), '1:37', '"(a|b)" stands for itself'],
  [when('{ body: { /user: "[a-z]+" } }'), '1:34', 'not regular expressions'],
  [when('{ path: "/x?y" }'), '1:25', 'a query is asked for by "query: { name: value }"'],
  [when('{ path: "/v1/caf\u00e9" }'), '1:25', '"\u00e9" arrives as "%C3%A9" in a path'],
  [when('{ header: { x-team: "caf\u00e9" } }'), '1:37', '"\u00e9" is the one byte E9 here'],
  [when('{ client: "caf\u00e9/*" }'), '1:27', 'two for a client that sends UTF-8'],
  [when('{ prompt: “hello” }'), '1:27', 'only " and \' are quotes in YAML; write " in their place'],
  [when('{ body: { /user: «me» } }'), '1:34', 'write " in their place'],
  [when('{ query: { after: “a” } }'), '1:35', 'write " in their place'],
  [when('{ query: { after: "a%20b" } }'), '1:35', 'parameters are compared decoded'],
  [when('{ query: { after: "^a" } }'), '1:35', 'not regular expressions'],
  [when('{ path: "/api/keys/{id}" }'), '1:25', '"{" stands for itself in a path'],
  [when('{ header: { Authorization: sk-x } }'), '1:44', 'write "Bearer " first, or ask for "key"'],
  [when('{ model: Omniva/Kimi-K2 }'), '1:26', 'did you mean "Omniva/Kimi-K2.6"'],
  [when('{ route: models }', '[stream-cut]'), '1:45', 'token-factory streams none on models'],
  ['rules: [{ chance: 0, faults: [500] }]', '1:19', 'as good as absent'],
  ['rules: [{ ramp: { 0s: 0, 9s: 0 }, faults: [500] }]', '1:17', 'as good as absent'],
  [
    'upstream: http://localhost:1\nrules: [{ when: { route: "*" }, faults: [500] }]',
    '2:26',
    'leave "route" out to meet these',
  ],
  ['blastRadius: { share: 0 }', '1:23', 'nothing is hit: the journal tells what would have been'],
  ['blastRadius: { share: "0 %" }', '1:23', 'nothing is hit'],
  ['blastRadius: { active: 0 }', '1:24', 'nothing is hit'],
  ['blastRadius: { within: { max: 0, per: 1m } }', '1:31', 'nothing is hit'],
  ['blastRadius: { only: { client: "^openai" } }', '1:32', '"^" stands for itself'],
  ['rules: [{ when: { prompt: "hello\\n" }, faults: [500] }]', '1:27', 'ends with a line break'],
])('%s loads, with a warning', async (text, place, says) => {
  const [only = '', ...others] = await warned(text);
  expect(only).toContain(`warning ${place}: `);
  expect(only).toContain(says);
  expect(others).toEqual([]);
});

const fine: readonly (readonly [what: string, text: string])[] = [
  ['quotes within a text', when('{ prompt: say “hello” }')],
  ['a per cent sign', when('{ query: { q: 100% } }')],
  ['a version', when('{ client: "OpenAI/Python 1.*" }')],
  ['an address', when('{ address: "10.0.*" }')],
  ['an IPv6 address', when('{ address: "::1" }')],
  ['a model of a real gateway', `upstream: https://a.example\n${when('{ model: other }')}`],
  ['a method in small letters', when('{ method: get }')],
  ['header names in capitals', when('{ header: { X-Team: a } }')],
  ['a stream that the rule brings itself', when('{ stream: false }', '[500, stream-cut]')],
  ['a path that is no route', 'rules: [{ faults: [500] }, { when: { path: "/v2/*" }, faults: [429] }]'],
  ['a wider rule behind', 'rules: [{ when: { route: chat }, faults: [500] }, { faults: [429] }]'],
  ['another fault behind', 'rules: [{ faults: [500] }, { faults: [{ latency: 1s }] }]'],
  ['a rule behind one that ends', 'rules: [{ times: 9, faults: [500] }, { faults: [429] }]'],
  ['a rule behind a sequence that ends', 'rules: [{ sequence: [500] }, { faults: [429] }]'],
  [
    'a rule behind one of a stage',
    'rules: [{ id: a, faults: [500] }, { faults: [429] }]\nstages: [{ name: s, for: 1s, rules: [a] }]',
  ],
  ...goodScenarios.map((text, index) => [`good scenario ${index + 1}`, text] as const),
];

test.each(fine)('%s is fine', async (_, text) => {
  expect(await warned(text)).toEqual([]);
});

const folders = ['scenarios', 'examples/contract'].map((folder) => `${folder}/`);
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => folder + name),
);

test.each(files)('%s has no warning', async (file) => {
  expect((await checkScenario(readFileSync(file, 'utf8'), file)).warnings).toEqual([]);
});
