// Three workers ask the same 100 ms apart; each asks one model three times, and then its peer.
import { ask, chat, peer, post, report, workers } from '../lib.mjs';

async function call() {
  const first = await ask(() => post(chat('What is next?')), 3);
  return first.ok ? first : ask(() => post(chat('What is next?', { model: peer })), 3);
}
report(...(await workers(3, 100, call)));
