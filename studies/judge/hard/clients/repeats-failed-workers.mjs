// Four workers ask the same at once, and each sends again at once after a server error.
import { chat, post, repeat, report, workers } from '../lib.mjs';

const send = () => post(chat('What is next?'));
report(...(await workers(4, 0, () => repeat(send, { attempts: 8, everyMs: 0 }))));
