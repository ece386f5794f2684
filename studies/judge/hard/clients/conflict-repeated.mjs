// Sends the same again 300 ms after a 409, without a look.
import { chat, post, repeat, report } from '../lib.mjs';

report(await repeat(() => post(chat('What is next?')), { attempts: 3, everyMs: 300 }));
