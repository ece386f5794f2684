// Each attempt tells the model more: a sentence is added to the prompt.
import { ask, chat, post, report } from '../lib.mjs';

report(await ask((n) => post(chat(`What is next?${' Please be brief.'.repeat(n)}`))));
