// Sends again at once after a server error.
import { chat, post, repeat, report } from '../lib.mjs';

report(await repeat(() => post(chat('What is next?')), { attempts: 8, everyMs: 0 }));
