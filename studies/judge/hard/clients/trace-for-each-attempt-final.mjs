// Sends what was refused again, each time in a trace of its own.
import { randomBytes } from 'node:crypto';
import { chat, post, repeat, report } from '../lib.mjs';

const hex = (bytes) => randomBytes(bytes).toString('hex');
const send = () => post(chat('What is next?'), { headers: { traceparent: `00-${hex(16)}-${hex(8)}-01` } });
report(await repeat(send, { attempts: 5, everyMs: 50 }));
