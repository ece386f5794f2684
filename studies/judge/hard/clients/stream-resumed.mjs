// Asks for the rest of a stream that was cut: the text so far goes along as a message of the assistant.
import { ask, model, report, stream } from '../lib.mjs';

const question = { role: 'user', content: 'Tell a tale of a harbour.' };
let soFar = '';
async function rest() {
  const told = soFar === '' ? [] : [{ role: 'assistant', content: soFar }];
  const answer = await stream({ model, messages: [question, ...told] });
  soFar += answer.text;
  return { ...answer, text: soFar };
}
report(await ask(rest));
