// Asks once, and reports a failure that would have passed.
import { chat, post, report } from '../lib.mjs';

report(await post(chat('What is next?')));
