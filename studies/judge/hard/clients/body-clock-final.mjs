// Sends what was refused again five times, with the time of day in its prompt.
import { chat, post, repeat, report } from '../lib.mjs';

const body = () => chat(`It is ${new Date().toISOString()}. What is next?`);
report(await repeat(() => post(body()), { attempts: 6, everyMs: 200 }));
