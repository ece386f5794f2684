// Asks again at once after Retry-After: 0, as it says; from then on its own waits grow.
import { chat, ownWaitMs, post, report, sleep } from '../lib.mjs';

let answer = await post(chat('What is next?'));
for (let n = 0; n < 3 && answer.status === 429; n++) {
  if (n > 0) await sleep(ownWaitMs(n - 1));
  answer = await post(chat('What is next?'));
}
report(answer);
