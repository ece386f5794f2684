/** Asks operations of the control API in turn for so many seconds, one at a time; how long each took. */
import { Agent, request } from 'node:http';

const { url, token, operations, seconds } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true });
const headers = { Authorization: `Bearer ${token}` };

function ask({ method, path, body = '' }) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const call = request(url + path, { method, headers, agent }, (response) => {
      const { statusCode } = response;
      response.resume().once('end', () => {
        if (statusCode === 200) resolve(performance.now() - began);
        else reject(new Error(`${method} ${path} was answered ${statusCode}`));
      });
    });
    call.once('error', reject);
    call.end(body);
  });
}

/** A person's page asks now and then: between two operations is a pause. */
const pauseMs = 5;

const took = Object.fromEntries(operations.map(({ path }) => [path, []]));
for (const operation of operations) await ask(operation);
const until = performance.now() + seconds * 1_000;
while (performance.now() < until)
  for (const operation of operations) {
    took[operation.path].push(await ask(operation));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
process.stdout.write(JSON.stringify(took));
process.exit();
