// Four workers ask the same at once; each ignores Retry-After and sends again after half a second.
import { chat, post, repeat, report, workers } from '../lib.mjs';

const body = chat('Rate this answer from 1 to 5.');
report(...(await workers(4, 0, () => repeat(() => post(body), { attempts: 4, everyMs: 500 }))));
