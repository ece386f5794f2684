/**
 * Many streams at once, each with a field that says what is to become of it; tells which events came when, as
 * their numbers in `frames`, and how each stream ended. What is none of them is told as -1.
 */
import { request } from 'node:http';

const { url, streams, kinds, path, headers, body, frames } = JSON.parse(process.argv[2]);
const numbers = new Map(frames.map((frame, number) => [frame, number]));

function open(kind) {
  return new Promise((resolve) => {
    const events = [];
    const told = (ending) => resolve({ kind, events, ending });
    const options = { method: 'POST', headers: { ...headers, 'x-kind': kind }, agent: false };
    const call = request(url + path, options, (response) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        const at = performance.now();
        const came = (rest + chunk).split('\n\n');
        rest = came.pop();
        for (const event of came) if (event.startsWith('data: ')) events.push([numbers.get(event) ?? -1, at]);
      });
      response.on('end', () => told(rest === '' ? 'end' : 'within an event'));
      response.on('error', ({ code }) => told(code));
    });
    call.on('error', ({ code }) => told(code));
    call.end(body);
  });
}

const all = Array.from({ length: streams }, (_, number) => open(kinds[number % kinds.length]));
process.stdout.write(JSON.stringify(await Promise.all(all)));
