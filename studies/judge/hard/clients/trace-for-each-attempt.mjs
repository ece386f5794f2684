// Three workers ask the same 100 ms apart; each attempt is a trace of its own.
import { randomBytes } from 'node:crypto';
import { ask, chat, post, report, workers } from '../lib.mjs';

const hex = (bytes) => randomBytes(bytes).toString('hex');
const send = () => post(chat('What is next?'), { headers: { traceparent: `00-${hex(16)}-${hex(8)}-01` } });
report(...(await workers(3, 100, () => ask(send))));
