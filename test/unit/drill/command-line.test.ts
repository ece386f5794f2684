import { expect, test } from 'vitest';
import { shownCommand } from '../../../src/drill/command-line.ts';
import { platformInUse } from '../../helpers/platform.ts';

const { platform } = platformInUse();

test.each<readonly [string, readonly string[], Record<string, string>, readonly string[]]>([
  ['plain words stay', ['node', 'client.mjs', '--fast'], {}, ['node', 'client.mjs', '--fast']],
  [
    'a key is masked',
    ['curl', '-H', 'Authorization: Bearer sk-oais-0123456789abcdef'],
    {},
    ['curl', '-H', 'Authorization: Bearer sk-oa**********cdef'],
  ],
  [
    'options and variables that are named after a secret',
    ['env', 'MY_API_KEY=abc', 'x', '--api-key', 'abc', '--client-secret=abc', '--code', 'abc'],
    {},
    [
      'env',
      'MY_API_KEY=**********',
      'x',
      '--api-key',
      '**********',
      '--client-secret=**********',
      '--code',
      'abc',
    ],
  ],
  [
    'a secret of the environment is hidden',
    ['x', '--with=hunter2hunter2'],
    { MY_PASSWORD: 'hunter2hunter2' },
    ['x', '--with=**********'],
  ],
  [
    'one that is part of another too',
    ['aaaabbbbcccc'],
    { A_TOKEN: 'aaaabbbb', B_TOKEN: 'aaaabbbbcccc' },
    ['**********'],
  ],
  [
    'a short value would be found anywhere',
    ['node', 'client.mjs'],
    { SOME_KEY: 'node' },
    ['node', 'client.mjs'],
  ],
  [
    'who wrote something is no secret',
    ['hello Somebody'],
    { GIT_AUTHOR_NAME: 'Somebody' },
    ['hello Somebody'],
  ],
])('%s', (_, command, env, shown) => {
  expect(shownCommand(command, env, [platform])).toEqual(shown);
});
