// Each attempt has a random id in its metadata and in its user field.
import { randomUUID } from 'node:crypto';
import { ask, chat, post, report } from '../lib.mjs';

const body = () => chat('What is next?', { user: randomUUID(), metadata: { request_id: randomUUID() } });
report(await ask(() => post(body())));
