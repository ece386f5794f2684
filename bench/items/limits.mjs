import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { connections, inTurn } from '../lib/turns.mjs';

/** Wide enough to refuse nothing, and asked about every request. */
const rateLimits = [
  { id: 'requests', rate: '100000000 requests per minute', by: ['key'] },
  { id: 'tokens', rate: '100000000 tokens per second', by: ['key', 'model'] },
  { id: 'under-way', concurrent: 100_000 },
];

export const limits = {
  id: 'n',
  title: `Three limits on every request (requests, tokens, answers at a time): ${connections} connections`,
  target: 'at least 0.9 of the same gateway without limits',
  async run(effort) {
    const none = await startGateway(scenarioFile('no-limits', {}));
    const requests = await startGateway(scenarioFile('one-limit', { rateLimits: rateLimits.slice(0, 1) }));
    const three = await startGateway(scenarioFile('three-limits', { rateLimits }));
    const results = await inTurn({ none, requests, three }, effort);
    await Promise.all([none, requests, three].map((server) => server.stop()));
    const { ratio, row } = against(results, 'three', 'none', 'three limits');
    return {
      rows: [
        speedRow('no limits', results.none),
        against(results, 'requests', 'none', 'one limit, of requests').row,
        row,
      ],
      verdict: ratio >= 0.9 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of the gateway without limits`,
    };
  },
};
