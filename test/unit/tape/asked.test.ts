import { expect, test } from 'vitest';
import { askedOf } from '../../../src/tape/asked.ts';
import { createSecretMaskers } from '../../../src/tape/secret-masker.ts';
import { requestFacts, type Sent } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';

const inUse = platformInUse();
const veilOf = createSecretMaskers(inUse.platform, []);

function asked(sent: Sent) {
  const facts = requestFacts(inUse, sent);
  return askedOf(facts, veilOf(facts));
}

const by = (key: string, rest: Sent = {}): Sent => ({
  path: `/v1/files/${key}?api_key=${key}&limit=2`,
  body: { user: key, note: `in base64 ${Buffer.from(`id:${key}`).toString('base64')}`, password: key },
  ...rest,
  headers: { authorization: `Bearer ${key}`, ...rest.headers },
});

test('a request is the same whoever asks, as far as keys go', () => {
  const one = asked(by('sk-one-0123456789abcdefghij'));
  const other = asked(by('sk-other-9876543210abcdefgh'));
  expect({ ...one, body: null, bodyHash: '', bodyBytes: 0 }).toEqual({
    ...other,
    ...{ body: null, bodyHash: '', bodyBytes: 0 },
  });
  expect(one).toMatchObject({ path: '/v1/files/**********', query: '?api_key=**********&limit=2' });
  expect(one.body?.toString()).toMatch(
    /^\{"user":"\*{10}","note":"in base64 .{0,8}\*{10}=*","password":"\*{10}"\}$/,
  );
});

test.each([
  ['another text', by('sk-one-0123456789abcdefghij', { body: { a: 1 } })],
  ['another method', by('sk-one-0123456789abcdefghij', { method: 'PUT' })],
  ['another query', by('sk-one-0123456789abcdefghij', { path: '/v1/files/x?limit=3' })],
])('%s is another request', (_, sent) => {
  expect(asked(sent)).not.toEqual(asked(by('sk-one-0123456789abcdefghij')));
});

test('the boundary of a multipart body does not count', () => {
  const upload = (boundary: string) =>
    asked({
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: `--${boundary}\r\n\r\nfile\r\n--${boundary}--\r\n`,
    });
  expect(upload('----drawn123')).toEqual(upload('----drawn456'));
});

test('of a long body the beginning is kept, and the hash is of all of it', () => {
  const [one, other] = ['a', 'b'].map((last) => asked({ body: 'x'.repeat(100_000) + last }));
  expect(one?.body?.length).toBe(65_536);
  expect(one?.bodyBytes).toBe(100_001);
  expect(one?.body).toEqual(other?.body);
  expect(one?.bodyHash).not.toBe(other?.bodyHash);
});

test('a short key is hidden where it stands, and not within other words', () => {
  const { body, query } = asked({ ...by('me'), path: '/v1/x?key=me', body: { model: 'some', text: 'home' } });
  expect([query, body?.toString()]).toEqual(['?key=**********', '{"model":"some","text":"home"}']);
});
