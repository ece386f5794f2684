// Sends a second copy after 700 ms without an answer, and cancels the slower one.
import { chat, post, report, sleep } from '../lib.mjs';

const [first, second] = [new AbortController(), new AbortController()];
const send = ({ signal }) => post(chat('What is next?'), { signal });
const sent = send(first);
const hedge = sleep(700, undefined, { signal: second.signal }).then(() => send(second));
const answer = await Promise.any([sent, hedge]);
first.abort();
second.abort();
report(answer);
