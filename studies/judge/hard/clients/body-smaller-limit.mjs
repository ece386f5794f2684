// Each attempt asks for half as many tokens.
import { ask, chat, post, report } from '../lib.mjs';

report(await ask((n) => post(chat('Tell me about boats.', { max_tokens: 2_048 / 2 ** n }))));
