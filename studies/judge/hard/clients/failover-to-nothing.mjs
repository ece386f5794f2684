// Asks one model twice, and then one that does not exist.
import { ask, chat, post, report } from '../lib.mjs';

await ask(() => post(chat('What is next?')), 2);
report(await ask(() => post(chat('What is next?', { model: 'no/such-model' })), 2));
