// A loop asks the same three times, one after the other; each call is sent again at once where it fails.
import { chat, post, repeat, report } from '../lib.mjs';

const send = () => post(chat('Give me a random name.'));
const answers = [];
for (let n = 0; n < 3; n++) answers.push(await repeat(send, { attempts: 4, everyMs: 0 }));
report(...answers);
