// Each attempt leaves out the oldest two messages of the history.
import { ask, model, post, report } from '../lib.mjs';

const turns = Array.from({ length: 6 }, (_, n) => [
  { role: 'user', content: `Question ${n} about the harbour` },
  { role: 'assistant', content: `Answer ${n} about its boats` },
]).flat();
const asked = { role: 'user', content: 'And how old are they?' };
report(await ask((n) => post({ model, messages: [...turns.slice(2 * n), asked] })));
