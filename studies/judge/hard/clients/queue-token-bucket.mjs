// Eight equal jobs behind a token bucket of four a second, which every attempt passes after its own wait.
import { ask, chat, post, report, sleep, workers } from '../lib.mjs';

let free = Date.now();
async function token() {
  free = Math.max(free, Date.now()) + 250;
  await sleep(free - 250 - Date.now());
}
const send = () => token().then(() => post(chat('Classify this ticket.')));
report(...(await workers(8, 0, () => ask(send))));
