// Sends what was refused again four times, with one more blank each time.
import { chat, post, repeat, report } from '../lib.mjs';

let blanks = '';
function send() {
  blanks += ' ';
  return post(chat(`What is next?${blanks}`));
}
report(await repeat(send, { attempts: 5, everyMs: 20 }));
