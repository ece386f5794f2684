// Four workers of one job ask the same at once; the job is one trace, which all of their attempts carry.
import { randomBytes } from 'node:crypto';
import { ask, chat, post, report, workers } from '../lib.mjs';

const hex = (bytes) => randomBytes(bytes).toString('hex');
const trace = hex(16);
const send = () => post(chat('What is next?'), { headers: { traceparent: `00-${trace}-${hex(8)}-01` } });
report(...(await workers(4, 0, () => ask(send))));
