// Asks for half as many tokens each time, without any wait.
import { chat, post, repeat, report } from '../lib.mjs';

let limit = 4_096;
function send() {
  limit /= 2;
  return post(chat('Tell me about boats.', { max_tokens: limit }));
}
report(await repeat(send, { attempts: 6, everyMs: 0 }));
