/** A fixed number of requests a second, answered or not; tells how long each took. */
import { Agent, request } from 'node:http';

const { url, perSecond, seconds, path, headers, body } = JSON.parse(process.argv[2]);
// More at once would only fill the listener's queue.
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

function ask() {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const call = request(url + path, { method: 'POST', headers, agent }, (response) => {
      const took = performance.now() - began;
      response.resume().on('end', () => resolve(took));
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** What each request of so many seconds took. */
async function during(seconds) {
  const all = [];
  const began = performance.now();
  while (all.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1_000) * perSecond);
    while (all.length < due) all.push(ask());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Promise.all(all);
}

// First of all both sides open their connections and compile their code.
await during(2);
process.stdout.write(JSON.stringify(await during(seconds)));
