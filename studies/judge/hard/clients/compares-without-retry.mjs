// Asks two models the same, each of them once; one answer is enough for it.
import { chat, model, peer, post, report } from '../lib.mjs';

const answers = [];
for (const each of [model, peer]) answers.push(await post(chat('What is next?', { model: each })));
report(...answers.filter(({ ok }) => ok));
