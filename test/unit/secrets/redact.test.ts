import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSecret } from '../../../src/secrets/names.ts';
import { createRedactor } from '../../../src/secrets/redact.ts';
import { platformWith } from '../journal/samples.ts';

const redactor = createRedactor([
  platformWith(),
  platformWith({ headers: ['X-Team-Key'], scheme: 'TeamKey', prefix: 'dtk_' }),
]);

const long = 'sk-oais-0123456789abcdefghij1f9c';
const head = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
const jwt = `${head}.eyJzdWIiOiIxIn0.c2lnbmF0dXJl`;
const longMasked = 'sk-oa**********1f9c';

test.each([
  ['a long key shows its ends', long, longMasked],
  ['a key of twenty characters shows its ends', 'sk-01234567890123456', 'sk-01**********3456'],
  ['a shorter key is hidden altogether', 'sk-0123456789012345', '**********'],
  ['an empty key is hidden like any other', '', '**********'],
  ['a masked key stays as it is', longMasked, longMasked],
])('%s', (_, given, expected) => {
  expect(redactor.key(given)).toBe(expected);
});

test.each([
  ['the scheme stays, the key is masked', 'Authorization', `Bearer ${long}`, `Bearer ${longMasked}`],
  ['names are compared without case', 'AUTHORIZATION', `bearer   ${long}`, `bearer ${longMasked}`],
  ['a credential without a scheme', 'authorization', long, longMasked],
  [
    'the ends of a password are as telling as the rest',
    'Authorization',
    'Basic dXNlcjpwYXNzd29yZDEyMw==',
    'Basic **********',
  ],
  ['a header that only the platform knows', 'x-team-key', long, longMasked],
  ['a header of other gateways', 'api-key', 'plain-0123456789abcdef', 'plain**********cdef'],
  ['a cookie', 'Cookie', 'a=1; session=2', '**********'],
  ['a cookie that we set', 'Set-Cookie', 'session=2', '**********'],
  ['a redirect', 'Location', '/v1?api_key=abc', '/v1?api_key=**********'],
  ['a key in a header of any name', 'X-Anything', `see ${long}.`, `see sk-oa**********f9c.`],
  ['everything else is left alone', 'Content-Type', 'application/json', 'application/json'],
])('headers: %s', (_, name, value, expected) => {
  expect(redactor.headers([name, value])).toEqual([name, expected]);
});

test('headers keep their order, their case and their repetitions', () => {
  const raw = ['B', '1', 'a', '2', 'B', '3'];
  expect(redactor.headers(raw)).toEqual(raw);
});

test.each([
  ['a parameter that holds a key', '/v1/models?a=1&key=abc&b=2', '/v1/models?a=1&key=**********&b=2'],
  [
    'its name in other spellings',
    '/?API_KEY=abc&Access_Token=d',
    '/?API_KEY=**********&Access_Token=**********',
  ],
  ['its name percent-encoded', '/?api%5fkey=abc', '/?api%5fkey=**********'],
  ['a known key in a parameter of any name', `/?q=${long}`, `/?q=${longMasked}`],
  ['a known key percent-encoded', `/?q=%73k-oais-0123456789abcdefghij1f9c`, `/?q=${longMasked}`],
  ['a known key in the path', `/v1/${long}/x`, `/v1/sk-oa**********1f9c/x`],
  ['a password before the host', 'https://me:secret@host/v1', 'https://**********@host/v1'],
  ['a broken escape is no reason to fail', '/v1/%zz?key=%', '/v1/%zz?key=**********'],
  [
    'everything else is left alone',
    '/api/keys/k_1/rotate?page=2&empty&x=%20',
    '/api/keys/k_1/rotate?page=2&empty&x=%20',
  ],
])('url: %s', (_, given, expected) => {
  expect(redactor.url(given)).toBe(expected);
});

test.each([
  ['a bearer token of any form', 'sent Bearer abc123 to it', 'sent Bearer ********** to it'],
  ['a scheme of a platform', 'sent TeamKey abc123 to it', 'sent TeamKey ********** to it'],
  ['a key in the middle', `key "${long}" is unknown`, `key "${longMasked}" is unknown`],
  ['a key after an escaped line end', String.raw`{"m":"\n${long}"}`, String.raw`{"m":"\n${longMasked}"}`],
  ['a key of another platform', 'dtk_0123456789', '**********'],
  [
    'a parameter in a sentence',
    'asked https://h/v1?api_key=abc first',
    'asked https://h/v1?api_key=********** first',
  ],
  ['a member of a body', '{"client_secret":"abc","a":"b"}', '{"client_secret":"**********","a":"b"}'],
  [
    'JSON within JSON',
    String.raw`{"a":"{\"password\":\"abc\"}"}`,
    String.raw`{"a":"{\"password\":\"**********\"}"}`,
  ],
  ['a header in a command', 'curl -H x-goog-api-key: AIza-0123456', 'curl -H x-goog-api-key: **********'],
  ['cookies', 'Cookie: a=1; b=2', 'Cookie: **********'],
  ['a JWT', `sent ${jwt} to it`, `sent ${jwt.slice(0, 5)}**********${jwt.slice(-4)} to it`],
  ['what has only the form of a JWT', 'exampleofaword.in.three', 'exampleofaword.in.three'],
  ['a key within it', 'exampleofaword.sk-0123456789.x', 'exampleofaword.**********'],
  ['a password in a URL', 'no https://me:pass@host/v1', 'no https://**********@host/v1'],
  ['one with a slash, which is no URL', 'no https://me:pa/ss@host/v1', 'no https://**********@host/v1'],
  ['a scenario in a URL', 'http://[::1]:4010/@calm/v1?to=a@b', 'http://[::1]:4010/@calm/v1?to=a@b'],
  ['a sentence about a code and a token', 'the code: token is a key', 'the code: token is a key'],
  ['an error and its code', '{"code":"rate_limited","token":" Hi"}', '{"code":"rate_limited","token":" Hi"}'],
  ['a header that is only spoken of', 'Authorization: required here', 'Authorization: required here'],
  [
    'words that only end like a prefix',
    'task-management and desk-organisers',
    'task-management and desk-organisers',
  ],
  ['a prefix that a sentence speaks of', 'a key starts with sk-', 'a key starts with sk-'],
])('text: %s', (_, given, expected) => {
  expect(redactor.text(given)).toBe(expected);
});

const tail = fc.stringMatching(/^[A-Za-z0-9_-]{9,60}$/);
const secret = fc.tuple(fc.constantFrom('sk-', 'sk-oais', 'dtk_'), tail).map((parts) => parts.join(''));
const opaque = fc.stringMatching(/^[A-Za-z0-9]{12,60}$/);
const noise = fc.stringMatching(/^[ .:"'{},/?&=\n]{0,6}$/);

test('no planted secret survives, wherever it is put', () => {
  const places: readonly ((key: string, around: string) => string)[] = [
    (key) => redactor.key(key),
    (key) => redactor.headers(['Authorization', `Bearer ${key}`]).join(),
    (key) => redactor.headers(['X-Api-Key', key]).join(),
    (key) => redactor.headers(['Cookie', `session=${key}`]).join(),
    (key) => redactor.headers(['Authorization', `Basic ${key}`]).join(),
    (key) => redactor.url(`/v1?a=b&token=${key}&c=d`),
    (key) => redactor.url(`https://user:${key}@host/v1`),
    (key, around) => redactor.text(`${around}Bearer ${key}${around}`),
  ];
  fc.assert(
    fc.property(fc.oneof(secret, opaque), noise, fc.constantFrom(...places), (key, around, place) => {
      expect(place(key, around)).not.toContain(key);
    }),
    { numRuns: 1_000 },
  );
});

test('a key with a known beginning survives in no text, header or URL at all', () => {
  fc.assert(
    fc.property(secret, noise, noise, (key, before, after) => {
      const text = `${before}${key}${after}`;
      expect(redactor.text(text)).not.toContain(key);
      expect(redactor.headers(['X-Any', text])[1]).not.toContain(key);
      expect(redactor.url(`/v1/${text}?q=${text}`)).not.toContain(key);
      expect(redactor.text(JSON.stringify({ text }))).not.toContain(key);
    }),
    { numRuns: 1_000 },
  );
});

test('what is redacted once stays as it is', () => {
  fc.assert(
    fc.property(secret, noise, (key, around) => {
      const text = redactor.text(`${around}Bearer ${key}${around}${key}`);
      expect(redactor.text(text)).toBe(text);
      const url = redactor.url(`/v1?key=${key}&q=${key}`);
      expect(redactor.url(url)).toBe(url);
    }),
  );
});

test.each([
  ['header', 'X-API-Key'],
  ['header', 'Ocp-Apim-Subscription-Key'],
  ['query', 'apikey'],
  ['query', 'X-Amz-Signature'],
  ['query', 'code'],
  ['body', 'clientSecret'],
  ['yaml', 'revokedKeys'],
  ['yaml', 'otherWorkspaceKeys'],
  ['log', 'Set_Cookie'],
] as const)('in a %s %s is a secret in any spelling', (place, name) => {
  expect(isSecret(place, name)).toBe(true);
});

test.each([
  ['body', 'code'],
  ['body', 'token'],
  ['body', 'prompt'],
  ['log', 'code'],
  ['yaml', 'code'],
] as const)('in a %s %s is none', (place, name) => {
  expect(isSecret(place, name)).toBe(false);
});

test('a text that is made to be slow is not', () => {
  const parts = ['eyJ', '//a:x', 'e-', '\\n', '\\\\', 'cookie:', '"password":"', 'x-api-key ', 'Bearer '];
  for (const part of parts) redactor.text(`password: ${part.repeat(200_000 / part.length)}`);
}, 20_000);
