import type { Key } from '../../admission/state/key-ring.ts';
import type { JsonObject } from '../../model/json.ts';
import { maskKey } from '../../secrets/mask.ts';
import type { StubHandler, StubRun } from './handler.ts';
import { refuse } from './refuse.ts';
import { reply } from './reply.ts';

/** The key as JSON, without its secret. Assumed: no document states the fields. */
export function keyObject({ id, name, secret, status, created }: Key): JsonObject {
  return { id, object: 'api_key', name, masked: maskKey(secret), status, created };
}

/** The key as JSON with its secret, which is shown only when it is created. */
export function newKeyObject(key: Key): JsonObject {
  return { ...keyObject(key), secret: key.secret };
}

function create({ name }: JsonObject, run: StubRun) {
  return reply(run, newKeyObject(run.keys.create(typeof name === 'string' ? name : 'unnamed')), 201);
}

/** `GET` lists, `POST` creates, `DELETE …/{id}` revokes; assumed throughout. */
export const keys: StubHandler = {
  answer({ facts, method, body }, run) {
    const [id] = Object.values(facts.segments);
    if (method === 'POST') return create(body, run);
    if (id === undefined) return reply(run, { object: 'list', data: run.keys.list().map(keyObject) });
    const key = method === 'DELETE' ? run.keys.revoke(id) : run.keys.list().find((known) => known.id === id);
    return key === undefined || key === 'unknown'
      ? refuse(run.inUse, facts, { refusal: 'unknown-key-id' })
      : reply(run, keyObject(key));
  },
};
