// Asks four things; where its key is revoked it reads the new key, and asks again with that one.
import { ask, chat, post, report, sleep } from '../lib.mjs';

let key = 'sk-oais-old-0123456789abcdef';
async function call(text) {
  const answer = await ask(() => post(chat(text), { key }));
  if (answer.status !== 401 || key.includes('new')) return answer;
  await sleep(300);
  key = 'sk-oais-new-0123456789abcdef';
  return ask(() => post(chat(text), { key }));
}
const answers = [];
for (const each of ['a boat', 'a harbour', 'a storm', 'a lighthouse'])
  answers.push(await call(`Draw ${each}`));
report(...answers);
