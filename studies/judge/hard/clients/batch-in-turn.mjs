// Four jobs that differ in a number, one after the other, each sent once; all have the same wrong value.
import { chat, post, report } from '../lib.mjs';

const answers = [];
for (let n = 1; n <= 4; n++)
  answers.push(await post(chat(`Translate page ${n} into French.`, { temperature: 0.3 })));
report(...answers);
