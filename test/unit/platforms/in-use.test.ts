import { expect, test } from 'vitest';
import { findPlatform } from '../../../src/platforms/find.ts';
import { putInUse, settingObjections } from '../../../src/platforms/in-use.ts';

const tokenFactory = await findPlatform('token-factory');
const openai = await findPlatform('openai');

test('settings that are not given have their default', () => {
  expect(putInUse(tokenFactory).settings).toEqual({ 'revoked-key': '401', 'rate-limit-headers': 'off' });
});

test.each(['403', 403])('%o sets a switch, with or without quotes', (value) => {
  const { settings } = putInUse(tokenFactory, { 'revoked-key': value });
  expect(settings).toEqual({ 'revoked-key': '403', 'rate-limit-headers': 'off' });
});

test.each([
  [tokenFactory, { 'revoked-kee': '403' }, ['revoked-kee'], /did you mean "revoked-key"/],
  [
    tokenFactory,
    { 'revoked-key': 402 },
    ['revoked-key'],
    /unknown value of revoked-key "402"; did you mean "401"/,
  ],
  [tokenFactory, { constructor: 1 }, ['constructor'], /unknown setting of token-factory "constructor"/],
  [openai, { 'revoked-key': '403' }, ['revoked-key'], /platform openai has no settings/],
])('%$: what the platform does not know is objected to, at its place', (platform, given, path, message) => {
  expect(settingObjections(platform, given)).toEqual([{ path, message: expect.stringMatching(message) }]);
  expect(() => putInUse(platform, given)).toThrow(message);
});

test('every unknown setting is told', () => {
  expect(settingObjections(tokenFactory, { one: 1, two: 2 }).map(({ path }) => path)).toEqual([
    ['one'],
    ['two'],
  ]);
});
