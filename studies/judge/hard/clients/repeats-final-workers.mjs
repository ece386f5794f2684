// Four workers ask the same at once, and each sends what was refused again in a loop, six times in all.
import { chat, post, repeat, report, workers } from '../lib.mjs';

const send = () => post(chat('What is next?'));
report(...(await workers(4, 0, () => repeat(send, { attempts: 6, everyMs: 30 }))));
