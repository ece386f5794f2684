// Asks for the list of models every 20 ms until it is there, and chats then.
import { ask, chat, getModels, post, repeat, report } from '../lib.mjs';

await repeat(getModels, { attempts: 100, everyMs: 20 });
report(await ask(() => post(chat('What is next?'))));
