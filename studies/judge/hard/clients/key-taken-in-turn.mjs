// Has two keys that are refused, and sends the same with one and the other, again and again.
import { chat, post, repeat, report } from '../lib.mjs';

const keys = ['sk-oais-one-0123456789abcdef', 'sk-oais-two-0123456789abcdef'];
function send() {
  keys.reverse();
  return post(chat('What is next?'), { key: keys[0] });
}
report(await repeat(send, { attempts: 6, everyMs: 50 }));
