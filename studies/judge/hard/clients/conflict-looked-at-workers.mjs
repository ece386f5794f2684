// Three workers send the same 100 ms apart; each looks after its 409, and sends the same again.
import { chat, getModels, post, report, sleep, workers } from '../lib.mjs';

async function call() {
  const answer = await post(chat('What is next?'));
  if (answer.status !== 409) return answer;
  await sleep(250);
  await getModels();
  return post(chat('What is next?'));
}
report(...(await workers(3, 100, call)));
