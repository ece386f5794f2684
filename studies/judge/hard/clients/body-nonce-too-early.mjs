// Has a random id in each attempt, and sends 300 ms after a 429 whatever Retry-After says.
import { randomUUID } from 'node:crypto';
import { chat, post, repeat, report } from '../lib.mjs';

const body = () => chat('What is next?', { user: randomUUID() });
report(await repeat(() => post(body()), { attempts: 6, everyMs: 300 }));
