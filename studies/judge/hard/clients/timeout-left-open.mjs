// Stops to wait after two seconds, leaves the request open, and sends it again with its Idempotency-Key.
import { randomUUID } from 'node:crypto';
import { ask, chat, post, report, sleep } from '../lib.mjs';

const headers = { 'idempotency-key': randomUUID() };
const late = () => sleep(2_000).then(() => Promise.reject(new Error('no answer in time')));
report(await ask(() => Promise.race([post(chat('What is next?'), { headers }), late()])));
