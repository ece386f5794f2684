import { expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import { describeUnmet, unmetRoutes } from '../../../src/scenario/unmet-routes.ts';
import { requestFacts } from '../../helpers/facts.ts';

const upstream = 'platform: openai\nupstream: http://127.0.0.1:1\n';
const load = (text: string) => loadScenario(text, 'inline.yaml', {}, {});

test.each([
  ['nothing has a condition', `${upstream}rules: [{ faults: [429] }]`],
  ['the conditions are no places', `${upstream}rules: [{ when: { model: m }, faults: [429] }]`],
  ['one of several rules', `${upstream}rules: [{ when: { route: chat }, faults: [429] }, { faults: [500] }]`],
  ['there are no rules', upstream],
  ['the stub answers', 'platform: openai\nrules: [{ when: { route: chat }, faults: [429] }]'],
])('every request can be met: %s', async (_, text) => {
  expect(unmetRoutes(await load(text))).toBeNull();
});

test('what no rule can meet is said, and known of each request', async () => {
  const scenario = await load(
    `${upstream}rules:
      - { when: { route: [chat, embeddings] }, faults: [429] }
      - { when: { method: DELETE }, faults: [500] }`,
  );
  const unmet = unmetRoutes(scenario);
  const includes = (path: string, method = 'POST') =>
    unmet?.includes(requestFacts(scenario.inUse, { path, method }));
  expect(includes('/v1/chat/completions')).toBe(false);
  expect(includes('/v1/models', 'GET')).toBe(true);
  expect(includes('/v1/responses')).toBe(true);
  expect(includes('/v1/files/1', 'DELETE')).toBe(false);
  expect(unmet?.routes).toContain('models');
  expect(unmet?.routes).not.toContain('chat');
  expect(unmet?.otherPaths).toBe('met');
});

test('paths that the platform does not list', async () => {
  const scenario = await load(`${upstream}rules: [{ when: { route: chat }, faults: [429] }]`);
  expect(describeUnmet(scenario)).toMatch(
    /^no rule can meet the routes .*models.*, nor paths that openai does not list: they go to the upstream/,
  );
});
