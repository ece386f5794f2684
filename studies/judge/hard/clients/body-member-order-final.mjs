// Sends what was refused again four times, with its members in another order.
import { chat, post, repeat, report } from '../lib.mjs';

const members = Object.entries(chat('What is next?', { temperature: 0.2, max_tokens: 100 }));
function send() {
  members.push(members.shift());
  return post(Object.fromEntries(members));
}
report(await repeat(send, { attempts: 5, everyMs: 20 }));
