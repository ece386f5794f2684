// After a 409 it looks at the list of models, and sends the same again.
import { chat, getModels, post, report, sleep } from '../lib.mjs';

let answer = await post(chat('What is next?'));
if (answer.status === 409) {
  await getModels();
  await sleep(300);
  answer = await post(chat('What is next?'));
}
report(answer);
