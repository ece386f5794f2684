// Asks two models in turn, after growing waits.
import { ask, chat, model, peer, post, report } from '../lib.mjs';

report(await ask((n) => post(chat('What is next?', { model: [model, peer][n % 2] }))));
