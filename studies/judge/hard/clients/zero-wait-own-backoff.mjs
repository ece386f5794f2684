// Goes by its own growing waits where Retry-After has no length; gives up after four attempts.
import { ask, chat, post, report } from '../lib.mjs';

report(await ask(() => post(chat('What is next?')), 4));
