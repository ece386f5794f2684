// Sends what was refused again in a loop, eight times in all.
import { chat, post, repeat, report } from '../lib.mjs';

report(await repeat(() => post(chat('What is next?')), { attempts: 8, everyMs: 0 }));
