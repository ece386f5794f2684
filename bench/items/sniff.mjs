import { startServer } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { connections, inTurn } from '../lib/turns.mjs';

export const sniff = {
  id: 'h',
  title: `Looking at the first byte: plain HTTP, ${connections} kept-alive connections, with and without it`,
  target: 'at least 0.97 of the same server without it',
  async run(effort) {
    const [direct, sniffed] = [
      await startServer('sniffed', 'direct'),
      await startServer('sniffed', 'sniffed'),
    ];
    const results = await inTurn({ direct, sniffed }, effort);
    await Promise.all([direct, sniffed].map((server) => server.stop()));
    const { ratio, row } = against(results, 'sniffed', 'direct', 'on the port for both protocols');
    return {
      rows: [speedRow('node:http itself', results.direct), row],
      verdict: ratio >= 0.97 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of the same server`,
    };
  },
};
