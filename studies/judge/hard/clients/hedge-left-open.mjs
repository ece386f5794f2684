// Sends a second copy with the same Idempotency-Key after 700 ms, and leaves the slower one open.
import { randomUUID } from 'node:crypto';
import { chat, post, report, sleep } from '../lib.mjs';

const headers = { 'idempotency-key': randomUUID() };
const send = () => post(chat('What is next?'), { headers });
const sent = send();
report(await Promise.any([sent, sleep(700).then(send)]));
await sent.catch(() => {});
