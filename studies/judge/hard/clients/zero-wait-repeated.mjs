// Asks again every 110 ms while Retry-After has no length.
import { chat, post, repeat, report } from '../lib.mjs';

report(await repeat(() => post(chat('What is next?')), { attempts: 8, everyMs: 110 }));
