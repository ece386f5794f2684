// Three workers share the key sk-1; each that meets a 401 takes sk-2 and asks again.
import { ask, chat, post, report, workers } from '../lib.mjs';

async function call(text) {
  const answer = await ask(() => post(chat(text), { key: 'sk-1' }));
  return answer.status === 401 ? ask(() => post(chat(text), { key: 'sk-2' })) : answer;
}
report(...(await workers(3, 100, () => call('What is next?'))));
