// Cancels a request that has no answer after two seconds, and retries after its own wait.
import { randomUUID } from 'node:crypto';
import { ask, chat, post, report } from '../lib.mjs';

const headers = { 'idempotency-key': randomUUID() };
const send = () => post(chat('What is next?'), { headers, signal: AbortSignal.timeout(2_000) });
report(await ask(send));
