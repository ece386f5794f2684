// A circuit breaker opens after three failures: for 2.5 s nothing is sent, then one probe, then the others.
import { chat, isTransient, ownWaitMs, post, report, sleep, workers } from '../lib.mjs';

let [failures, closedAt, probe] = [0, 0, Promise.resolve()];
async function send(text) {
  const before = probe;
  if (failures >= 3) probe = before.then(() => sleep(closedAt - Date.now())).then(() => post(chat(text)));
  const answer = await (failures >= 3 ? probe : post(chat(text)));
  failures = answer.ok ? 0 : failures + 1;
  if (failures >= 3) closedAt = Date.now() + 2_500;
  return answer;
}
async function call(text) {
  for (let n = 0; ; n++) {
    const answer = await send(text);
    if (!isTransient(answer) || n === 5) return answer;
    await sleep(ownWaitMs(n));
  }
}
report(...(await workers(4, 60, (n) => call(`Draw ${['a boat', 'rain', 'fog', 'a pier'][n]}`))));
