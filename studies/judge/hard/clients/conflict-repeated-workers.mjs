// Four workers with a prompt each, 60 ms apart, send the same again 300 ms after a 409, without a look.
import { chat, post, repeat, report, workers } from '../lib.mjs';

const texts = ['a boat', 'a harbour', 'a storm', 'a lighthouse'];
const call = (n) => repeat(() => post(chat(`Draw ${texts[n]}`)), { attempts: 3, everyMs: 300 });
report(...(await workers(4, 60, call)));
