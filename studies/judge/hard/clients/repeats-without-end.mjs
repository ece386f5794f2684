// Sends again every second after a server error, thirteen times.
import { chat, post, repeat, report } from '../lib.mjs';

report(await repeat(() => post(chat('What is next?')), { attempts: 13, everyMs: 1_000 }));
