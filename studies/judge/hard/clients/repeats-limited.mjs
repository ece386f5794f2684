// Sends again 100 ms after a 429, whatever Retry-After says.
import { chat, post, repeat, report } from '../lib.mjs';

report(await repeat(() => post(chat('What is next?')), { attempts: 8, everyMs: 100 }));
