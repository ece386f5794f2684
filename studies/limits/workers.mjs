/** Twenty workers take calls from one queue. argv: client, calls, most seconds, file for results. */
import { writeFileSync } from 'node:fs';
import { clients } from './clients.mjs';

const [, , name, calls, seconds, file] = process.argv;
const [, , create] = clients[name];
const call = create();
const began = performance.now();
const isOver = () => performance.now() - began >= seconds * 1_000;
const waits = [];
let [next, failed] = [0, 0];

async function work() {
  while (next < calls && !isOver()) {
    next += 1;
    const prompt = `question ${next} of ${name}`;
    const from = performance.now();
    try {
      await call(prompt);
      waits.push(performance.now() - from);
    } catch {
      failed += 1;
    }
  }
}

function end() {
  const tookMs = performance.now() - began;
  writeFileSync(file, JSON.stringify({ waits, failed, left: calls - waits.length - failed, tookMs }));
  process.exit(0);
}

// What is under way for longer is cut off a little later than the last call may begin.
setTimeout(end, seconds * 1_000 + 5_000);
await Promise.all(Array.from({ length: 20 }, work));
end();
