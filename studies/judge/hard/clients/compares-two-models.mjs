// Asks two models the same at once, to compare them; each of the two calls keeps the contract.
import { ask, chat, model, peer, post, report, workers } from '../lib.mjs';

const call = (index) => ask(() => post(chat('What is next?', { model: [model, peer][index] })));
report(...(await workers(2, 0, call)));
