import { expect, test } from 'vitest';
import { basePathOf } from '../../../src/gateway/urls.ts';
import { parsePlatform } from '../../../src/platforms/load.ts';

const platformOf = (more: string) => parsePlatform(`extends: openai\nname: mine\n${more}`, 'mine.yaml');

test.each([
  ['the shipped path', '', '/v1'],
  ['a prefix', 'routes: { chat: { path: /openai/chat/completions } }', '/openai'],
  ['a prefix and a version', 'routes: { chat: { path: /openai/v1/chat/completions } }', '/openai/v1'],
  [
    'a variable segment',
    'surfaces: { public: { prefixes: [/openai, /v1] } }\n' +
      "routes: { chat: { path: '/openai/deployments/{id}/chat/completions' } }",
    '/openai',
  ],
  ['another name for chats', 'routes: { chat: { path: /v1/talk } }', '/v1'],
])('what SDKs put in front of /chat/completions: %s', (_, more, base) => {
  expect(basePathOf(platformOf(more))).toBe(base);
});
