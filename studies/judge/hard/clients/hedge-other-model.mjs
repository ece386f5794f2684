// Asks a peer model as well after 700 ms without an answer, and cancels the slower one.
import { chat, model, peer, post, report, sleep } from '../lib.mjs';

const [first, second] = [new AbortController(), new AbortController()];
const send = ({ signal }, name) => post(chat('What is next?', { model: name }), { signal });
const sent = send(first, model);
const hedge = sleep(700, undefined, { signal: second.signal }).then(() => send(second, peer));
const answer = await Promise.any([sent, hedge]);
first.abort();
second.abort();
report(answer);
