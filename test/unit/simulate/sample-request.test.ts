import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { requestMatcher } from '../../../src/engine/match.ts';
import { curlOf, sampleKey, sampleOf } from '../../../src/simulate/sample-request.ts';
import { oneRule, scenarioOf } from '../../helpers/engine.ts';
import { identified } from '../request/identified.ts';

const url = 'http://127.0.0.1:4010';

async function sampled(when: string, rest?: string) {
  const scenario = await scenarioOf(oneRule(`when: ${when}\nfaults: [disconnect]`, rest));
  const sample = sampleOf(scenario);
  const { method, path, headers, body } = sample;
  const sent = { method, path, headers, ...(body === '' ? {} : { body }) };
  return { scenario, sample, facts: identified(scenario.inUse, sent) };
}

test.each([
  '{}',
  '{ route: embeddings }',
  '{ route: "emb*" }',
  '{ route: [images, chat] }',
  '{ surface: key-management }',
  '{ surface: "key-*", method: DELETE }',
  '{ route: "key*", method: POST }',
  '{ method: GET }',
  '{ method: "G*" }',
  '{ path: /v1/embeddings }',
  '{ path: "/v1/*" }',
  '{ path: /v1/not/known }',
  '{ path: "/api/keys/key_?" }',
  '{ model: "Omniva/*" }',
  '{ model: "none-of-?-theirs*" }',
  '{ model: BAAI/bge-large-en-v1.5, route: embeddings }',
  '{ key: "sk-mine-*" }',
  '{ prompt: "*weather*" }',
  '{ prompt: "*weather*", route: images }',
  '{ stream: true }',
  '{ stream: false, route: chat }',
  '{ client: "OpenAI/*" }',
  '{ header: { x-test-id: "a*", x-other: [b, c] } }',
  '{ body: { /temperature: 0 } }',
  '{ body: { /metadata/a~1b: "x*", /n: [2, 3], /stop: null } }',
  '{ body: { /messages/0/role: user } }',
  '{ attempt: 1 }',
])('the sample of a rule when %s is what the rule matches', async (when) => {
  const { scenario, facts } = await sampled(when);
  const [rule] = scenario.rules;
  expect(requestMatcher(rule?.when ?? {}).matches(facts)).toBe(true);
});

test('a sample is a sound request: it has a key, a model of the platform and a prompt', async () => {
  const { sample, facts } = await sampled('{ route: chat }');
  expect(sample.headers).toEqual({ authorization: 'Bearer sk-oais-any', 'content-type': 'application/json' });
  expect([facts.model, facts.prompt]).toEqual(['Omniva/Kimi-K2.6', 'hello']);
});

test('the first rule for requests is the one that is meant', async () => {
  const scenario = await scenarioOf(
    'rules: [{ faults: [connection-close] }, { when: { route: models }, faults: [500] }]',
  );
  expect(sampleOf(scenario)).toEqual({
    method: 'GET',
    path: '/v1/models',
    headers: { authorization: 'Bearer sk-oais-any' },
    body: '',
  });
});

test.each([
  ['{}', 'stub: { keys: [sk-own, sk-two] }', 'sk-own'],
  ['{ key: "sk-named-*" }', 'stub: { keys: [sk-own] }', 'sk-named-x'],
  ['{}', 'platform: deeptoken', 'dtk_any'],
])('the key when %s with %s', async (when, rest, key) => {
  const { scenario } = await sampled(when, rest);
  expect(sampleKey(scenario, scenario.rules[0]?.when)).toBe(key);
});

test('a GET needs no -X, and a POST with a body neither', () => {
  const sample = { path: '/p', headers: {}, body: '' };
  expect(curlOf({ ...sample, method: 'GET' }, url)).toBe(`curl -i ${url}/p`);
  expect(curlOf({ ...sample, method: 'POST', body: '{}' }, url)).toBe(`curl -i ${url}/p \\\n    -d '{}'`);
  expect(curlOf({ ...sample, method: 'DELETE' }, url)).toBe(`curl -i ${url}/p \\\n    -X DELETE`);
  expect(curlOf({ ...sample, method: 'PUT', body: '{}' }, url)).toContain('-X PUT');
});

test('whatever is in it reaches a shell’s command unchanged', async () => {
  const odd = `it's $HOME "\`!\\ é`;
  const curl = curlOf({ method: 'POST', path: '/p', headers: { 'x-odd': odd }, body: odd }, url);
  const words = await new Promise<string>((resolve, reject) => {
    execFile('sh', ['-c', curl.replace('curl', `printf '%s\\n'`)], (error, out) =>
      error ? reject(error) : resolve(out),
    );
  });
  expect(words.split('\n')).toEqual(['-i', `${url}/p`, '-H', `x-odd: ${odd}`, '-d', odd, '']);
});
