// A loop asks the same three times, one after the other; each call keeps the contract.
import { ask, chat, post, report } from '../lib.mjs';

const answers = [];
for (let n = 0; n < 3; n++) answers.push(await ask(() => post(chat('Give me a random name.'))));
report(...answers);
