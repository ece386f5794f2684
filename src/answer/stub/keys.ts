import type { JsonObject } from '../../model/json.ts';
import { maskKey } from '../../secrets/mask.ts';
import type { StubHandler, StubRun } from './handler.ts';
import type { Key } from './key-ring.ts';
import { refuse } from './refuse.ts';
import { reply } from './reply.ts';

/** Assumed: no document gives the fields. The secret itself is not among them. */
export function keyCard({ id, name, secret, status, created }: Key): JsonObject {
  return { id, object: 'api_key', name, masked: maskKey(secret), status, created };
}

/** With the secret: the only time that it is shown. */
export function newKeyCard(key: Key): JsonObject {
  return { ...keyCard(key), secret: key.secret };
}

function create({ name }: JsonObject, run: StubRun) {
  return reply(run, newKeyCard(run.keys.create(typeof name === 'string' ? name : 'unnamed')), 201);
}

/** `GET` lists, `POST` creates, `DELETE …/{id}` revokes; assumed throughout. */
export const keys: StubHandler = {
  answer({ facts, method, body }, run) {
    const [id] = Object.values(facts.segments);
    if (method === 'POST') return create(body, run);
    if (id === undefined) return reply(run, { object: 'list', data: run.keys.list().map(keyCard) });
    const key = method === 'DELETE' ? run.keys.revoke(id) : run.keys.list().find((known) => known.id === id);
    return key === undefined || key === 'unknown'
      ? refuse(run.inUse, facts, { refusal: 'unknown-key-id' })
      : reply(run, keyCard(key));
  },
};
