import { expect, test } from 'vitest';
import type { StubOptions } from '../../../../src/model/scenario.ts';
import { someTime, validKey } from '../../../helpers/facts.ts';
import { platformInUse } from '../../../helpers/platform.ts';
import { bodyOf, client, type Seen } from './seen.ts';

interface KeyBody {
  readonly id: string;
  readonly name: string;
  readonly masked: string;
  readonly status: string;
  readonly created: number;
  readonly secret?: string;
}

const inUse = platformInUse('token-factory', { 'revoked-key': '403' });
const hello = { model: 'Omniva/Kimi-K2.6', messages: [{ role: 'user', content: 'Hello' }] };

/** A client that manages keys with the scenario's own key. */
function manager(options: Partial<StubOptions> = { keys: [validKey] }) {
  const ask = client(inUse, options);
  const listed = () => ask({ method: 'GET', path: '/api/keys' });
  return {
    ask,
    create: (body?: object) => ask({ path: '/api/keys', body }),
    text: () => listed().frames.join(''),
    list: () => bodyOf<{ data: KeyBody[] }>(listed()).data,
    rotate: (id: string) => ask({ path: `/api/keys/${id}/rotate` }),
    revoke: (id: string) => ask({ method: 'DELETE', path: `/api/keys/${id}` }),
    chat: (secret = '') => ask({ headers: { authorization: `Bearer ${secret}` }, body: hello }).status,
  };
}

function keyOf(answer: Seen): KeyBody {
  return bodyOf<KeyBody>(answer);
}

test('a created key shows its secret once, is masked in the list, and works', () => {
  const keys = manager();
  const answer = keys.create({ name: 'worker' });
  const { secret = '', ...shown } = keyOf(answer);
  expect(answer.status).toBe(201);
  expect(secret).toMatch(/^sk-oais-[A-Za-z0-9]{32}$/);
  expect(shown).toMatchObject({ name: 'worker', status: 'active', created: someTime / 1_000 });
  expect(shown.masked).toBe(`${secret.slice(0, 5)}**********${secret.slice(-4)}`);
  expect(keys.list()).toContainEqual(shown);
  expect(keys.text()).not.toContain(secret);
  expect(keys.chat(secret)).toBe(200);
});

test('the keys of the scenario are listed, masked', () => {
  const keys = manager({ keys: [validKey, 'short'] });
  expect(keys.list().map(({ masked }) => masked)).toEqual(['sk-te**********cdef', '**********']);
});

test('secrets are the same in every run, and each is another one', () => {
  const made = () => {
    const { create } = manager();
    return [create(), create(), create()].map((answer) => keyOf(answer).secret);
  };
  expect(made()).toEqual(made());
  expect(new Set(made()).size).toBe(3);
});

test('a second rotation of a pending key is a conflict', () => {
  const { create, rotate, list } = manager();
  const { id, secret } = keyOf(create());
  const first = rotate(id);
  expect([first.status, keyOf(first).status]).toEqual([200, 'pending-rotation']);
  expect(keyOf(first).secret).not.toBe(secret);
  const second = rotate(id);
  expect([second.status, bodyOf<{ code: string }>(second).code]).toEqual([409, 'rotation_pending']);
  expect(list().find((key) => key.id === id)?.status).toBe('pending-rotation');
});

test('both secrets work until the new one is used, from then only that one', () => {
  const { create, rotate, chat, list } = manager();
  const { id, secret: old } = keyOf(create());
  const { secret: fresh } = keyOf(rotate(id));
  expect(chat(old)).toBe(200);
  expect(chat(old)).toBe(200);
  expect(chat(fresh)).toBe(200);
  expect(chat(old)).toBe(403);
  expect(chat(fresh)).toBe(200);
  expect(list().find((key) => key.id === id)?.status).toBe('active');
  expect(rotate(id).status).toBe(200);
});

test.each([[[validKey]], [null]])('a revoked key is refused from then on, with keys: %j', (keys) => {
  const { create, revoke, chat, list } = manager({ keys });
  const { id, secret } = keyOf(create());
  const answer = revoke(id);
  expect([answer.status, keyOf(answer).status]).toEqual([200, 'revoked']);
  expect(chat(secret)).toBe(403);
  expect(list().find((key) => key.id === id)?.status).toBe('revoked');
  expect(revoke(id).status).toBe(200);
});

test('revoking a pending key withdraws both of its secrets', () => {
  const { create, rotate, revoke, chat } = manager();
  const { id, secret: old } = keyOf(create());
  const { secret: fresh } = keyOf(rotate(id));
  revoke(id);
  expect([chat(old), chat(fresh), rotate(id).status]).toEqual([403, 403, 404]);
});

test('the key of the scenario can be revoked by its id', () => {
  const { list, revoke, chat } = manager();
  revoke(list()[0]?.id ?? '');
  expect(chat(validKey)).toBe(403);
});

test('a route that reads one key shows it masked', () => {
  const { platform, settings } = inUse;
  const routes = platform.routes.map((route) => ({ ...route, methods: ['GET', 'DELETE'] }));
  const ask = client({ platform: { ...platform, routes }, settings }, { keys: [validKey] });
  const one = (id: string) => ask({ method: 'GET', path: `/api/keys/${id}` });
  expect(keyOf(one('key_1'))).toMatchObject({ id: 'key_1', masked: 'sk-te**********cdef' });
  expect([one('key_1').frames.join('').includes(validKey), one('key_2').status]).toEqual([false, 404]);
});

test('an unknown id is refused', () => {
  const { rotate, revoke } = manager();
  const answers = [rotate('key_9'), revoke('key_9')];
  expect(answers.map((answer) => [answer.status, bodyOf<{ code: string }>(answer).code])).toEqual([
    [404, 'key_not_found'],
    [404, 'key_not_found'],
  ]);
});

test('key management needs a credential itself', () => {
  const { ask } = manager();
  const headers = { authorization: undefined };
  expect(ask({ path: '/api/keys', headers }).status).toBe(401);
  expect(ask({ path: '/api/keys', method: 'GET', headers: { authorization: 'Bearer other' } }).status).toBe(
    401,
  );
});

test('two runs do not know each other', () => {
  const { secret } = keyOf(manager().create());
  expect(manager().chat(secret)).toBe(401);
});

test('at most a thousand keys: revoked ones leave first, the scenario keeps its own', () => {
  const { create, revoke, list, chat } = manager();
  const oldest = keyOf(create());
  const revoked = keyOf(create());
  for (let made = 2; made < 999; made++) create();
  revoke(revoked.id);
  expect(list()).toHaveLength(1_000);
  create();
  expect(list()).toHaveLength(1_000);
  expect([chat(oldest.secret), chat(revoked.secret), chat(validKey)]).toEqual([200, 403, 200]);
  create();
  expect(list()).toHaveLength(1_000);
  expect([chat(oldest.secret), chat(validKey)]).toEqual([403, 200]);
});
