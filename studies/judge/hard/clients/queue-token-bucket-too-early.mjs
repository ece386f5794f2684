// Eight equal jobs behind a token bucket of four a second, which takes the place of Retry-After.
import { chat, post, repeat, report, sleep, workers } from '../lib.mjs';

let free = Date.now();
async function token() {
  free = Math.max(free, Date.now()) + 250;
  await sleep(free - 250 - Date.now());
}
const send = () => token().then(() => post(chat('Classify this ticket.')));
report(...(await workers(8, 0, () => repeat(send, { attempts: 4, everyMs: 0 }))));
