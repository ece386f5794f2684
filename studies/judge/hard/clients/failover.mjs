// Asks one model three times, and then its peer.
import { ask, chat, peer, post, report } from '../lib.mjs';

const first = await ask(() => post(chat('What is next?')), 3);
report(first.ok ? first : await ask(() => post(chat('What is next?', { model: peer })), 3));
