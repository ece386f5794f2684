// Has the key sk-1, and keeps the contract.
import { ask, chat, post, report } from '../lib.mjs';

report(await ask(() => post(chat('What is next?'), { key: 'sk-1' })));
