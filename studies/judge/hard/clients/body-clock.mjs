// The system prompt has the time of day, made anew for each attempt.
import { ask, model, post, report } from '../lib.mjs';

const messages = () => [
  { role: 'system', content: `You are an assistant. It is ${new Date().toISOString()}.` },
  { role: 'user', content: 'What is next on my list?' },
];
report(await ask(() => post({ model, messages: messages() })));
