// Four workers with one prompt and a circuit breaker: a failure opens it, a probe that is answered closes it.
import { chat, post, report, sleep, workers } from '../lib.mjs';

let opened = null;
async function probe() {
  for (let n = 0; n < 5; n++) {
    await sleep(2 ** n * 1_500);
    const { ok } = await post(chat('Are you there?'));
    if (ok) break;
  }
  opened = null;
}
async function call() {
  await opened;
  const answer = await post(chat('What is next?'));
  if (answer.ok) return answer;
  opened ??= probe();
  await opened;
  await sleep(500 * Math.random());
  return post(chat('What is next?'));
}
report(...(await workers(4, 60, call)));
