// Asks two models in turn every 50 ms until one of them answers.
import { chat, model, peer, post, repeat, report } from '../lib.mjs';

const models = [model, peer];
function send() {
  models.reverse();
  return post(chat('What is next?', { model: models[0] }));
}
report(await repeat(send, { attempts: 60, everyMs: 50 }));
