// Sends a second copy with the key of another account after 700 ms, and cancels the slower one.
import { chat, post, report, sleep } from '../lib.mjs';

const [first, second] = [new AbortController(), new AbortController()];
const send = ({ signal }, key) => post(chat('What is next?'), { key, signal });
const sent = send(first, 'sk-oais-one-0123456789abcdef');
const later = sleep(700, undefined, { signal: second.signal });
const hedge = later.then(() => send(second, 'sk-oais-two-0123456789abcdef'));
const answer = await Promise.any([sent, hedge]);
first.abort();
second.abort();
report(answer);
