// A monitor asks for the list of models each 700 ms while three chats keep the contract.
import { ask, chat, getModels, post, report, sleep, workers } from '../lib.mjs';

const ended = new AbortController();
async function monitor() {
  while (!ended.signal.aborted) {
    await getModels().catch(() => {});
    await sleep(700);
  }
}
const watched = monitor();
report(...(await workers(3, 200, (n) => ask(() => post(chat(`Draw ${['a boat', 'rain', 'fog'][n]}`))))));
ended.abort();
await watched;
