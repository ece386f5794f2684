// Each attempt is indented otherwise, and its prompt ends with more blanks and line ends.
import { ask, chat, post, report } from '../lib.mjs';

const body = (n) => JSON.stringify(chat(`What is next?${' \n'.repeat(n)}`), null, n);
report(await ask((n) => post(body(n))));
