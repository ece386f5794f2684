// Has the key sk-1, and sends what was refused again five times.
import { chat, post, repeat, report } from '../lib.mjs';

report(await repeat(() => post(chat('What is next?'), { key: 'sk-1' }), { attempts: 6, everyMs: 50 }));
