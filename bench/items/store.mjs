import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { connections, inTurn } from '../lib/turns.mjs';

/** Debian's redis-server on a Unix socket of its own; `null`: it is not installed. */
async function startStore() {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-bench-redis-'));
  const path = join(folder, 'socket');
  const own = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', own, { stdio: ['ignore', 'pipe', 'ignore'] });
  const failed = once(server, 'error').then(() => null);
  let said = '';
  const ready = (async () => {
    for await (const chunk of server.stdout) {
      said += chunk;
      if (said.includes('ready to accept connections')) return path;
    }
    return null;
  })();
  if ((await Promise.race([failed, ready])) === null) return null;
  server.stdout.resume();
  return {
    url: `unix://${path}`,
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const store = {
  id: 'p',
  title: `A limit and a rule that are counted in a store on this machine: ${connections} connections`,
  target: 'at least 0.5 of the same gateway that counts in its memory',
  async run(effort) {
    const redis = await startStore();
    if (redis === null) return { rows: [], verdict: 'not measured', found: 'redis-server is not installed' };
    const file = scenarioFile('counted', {
      rateLimits: [{ id: 'requests', rate: '100000000 requests per minute', by: ['key'] }],
      rules: [{ id: 'rarely', skip: 1_000_000_000, faults: [{ error: { status: 503 } }] }],
    });
    const memory = await startGateway(file);
    const shared = await startGateway(file, '--store', redis.url);
    const results = await inTurn({ memory, shared }, effort);
    await Promise.all([memory, shared, redis].map((server) => server.stop()));
    const { ratio, row } = against(results, 'shared', 'memory', 'in Redis');
    return {
      rows: [speedRow('in memory', results.memory), row],
      verdict: ratio >= 0.5 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of the gateway that counts in its memory`,
    };
  },
};
