// Sends what was refused again, with a new Idempotency-Key each time.
import { randomUUID } from 'node:crypto';
import { chat, post, repeat, report } from '../lib.mjs';

const send = () => post(chat('What is next?'), { headers: { 'idempotency-key': randomUUID() } });
report(await repeat(send, { attempts: 4, everyMs: 20 }));
