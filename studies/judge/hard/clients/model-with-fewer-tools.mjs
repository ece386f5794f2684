// Retries twice, then asks a peer model without its tools.
import { ask, chat, peer, post, report } from '../lib.mjs';

const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
const first = await ask(() => post(chat('Look at the harbour.', { tools })), 3);
report(first.ok ? first : await ask(() => post(chat('Look at the harbour.', { model: peer })), 3));
