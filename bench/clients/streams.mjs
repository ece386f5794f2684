/** Many streams at once; tells when each frame of each stream came, in milliseconds since its first one. */
import { request } from 'node:http';

const { url, streams, path, headers, body } = JSON.parse(process.argv[2]);

/** Arrival of each `data:` event, the closing `[DONE]` included. */
function open() {
  return new Promise((resolve, reject) => {
    const arrivals = [];
    const call = request(url + path, { method: 'POST', headers, agent: false }, (response) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        const at = performance.now();
        const events = (rest + chunk).split('\n\n');
        rest = events.pop();
        for (const event of events) if (event.startsWith('data: ')) arrivals.push(at);
      });
      response.on('end', () => resolve(arrivals));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

const arrivals = await Promise.all(Array.from({ length: streams }, open));
process.stdout.write(JSON.stringify(arrivals));
