// Three workers ask the same 100 ms apart; each call is a trace, and each attempt a span of it.
import { randomBytes } from 'node:crypto';
import { ask, chat, post, report, workers } from '../lib.mjs';

const hex = (bytes) => randomBytes(bytes).toString('hex');
async function call() {
  const trace = hex(16);
  const headers = () => ({ traceparent: `00-${trace}-${hex(8)}-01` });
  return ask(() => post(chat('What is next?'), { headers: headers() }));
}
report(...(await workers(3, 100, call)));
