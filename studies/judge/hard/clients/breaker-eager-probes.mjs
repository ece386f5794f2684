// Opens a circuit breaker after the first failure, and probes every 50 ms whether it may close it.
import { chat, post, repeat, report } from '../lib.mjs';

const answer = await post(chat('What is next?'));
if (!answer.ok) await repeat(() => post(chat('Are you there?')), { attempts: 200, everyMs: 50 });
report(answer.ok ? answer : await post(chat('What is next?')));
