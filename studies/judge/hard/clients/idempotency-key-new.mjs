// Waits as it should, and makes a new Idempotency-Key for each attempt.
import { randomUUID } from 'node:crypto';
import { ask, chat, post, report } from '../lib.mjs';

report(await ask(() => post(chat('What is next?'), { headers: { 'idempotency-key': randomUUID() } })));
