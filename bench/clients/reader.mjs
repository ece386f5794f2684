/** Reads /events as a live page does, each event parsed; says when it begins, and at last how many came. */
import { get } from 'node:http';

const { url, token } = JSON.parse(process.argv[2]);
let came = 0;
let rest = '';

const reading = get(`${url}/events`, { headers: { Authorization: `Bearer ${token}` } }, (response) => {
  response.setEncoding('utf8').on('data', (text) => {
    const events = (rest + text).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const at = event.indexOf('\ndata: ');
      if (at === -1) continue;
      if (event.includes('event: dropped')) throw new Error('sent away: it read too slowly');
      JSON.parse(event.slice(at + 7));
      came += 1;
    }
  });
  process.stdout.write('{}\n');
});
process.on('SIGTERM', () => {
  reading.destroy();
  process.stdout.write(`${JSON.stringify({ came })}\n`, () => process.exit());
});
