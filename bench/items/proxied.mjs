import { createRequire } from 'node:module';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { inTurn } from '../lib/turns.mjs';

/** http-proxy 1.18.1 under a name of its own; compared only where it is installed. */
const classicName = 'http-proxy-classic';

function classicInstalled() {
  try {
    return createRequire(import.meta.url).resolve(classicName) !== '';
  } catch {
    return false;
  }
}

export const proxied = {
  id: 'c',
  title: 'Proxied whole answer; the upstream is a bare node:http server in a process of its own',
  target: 'at least 0.9 of the bare http-proxy with a kept-alive agent',
  async run(effort) {
    const upstream = await startServer('bare');
    const servers = {
      proxy: await startServer('proxy', 'http-proxy', upstream.url),
      gateway: await startGateway(scenarioFile('proxied', { upstream: upstream.url })),
    };
    if (classicInstalled()) servers.classic = await startServer('proxy', classicName, upstream.url);
    const results = await inTurn(servers, effort);
    await Promise.all([upstream, ...Object.values(servers)].map((server) => server.stop()));
    const { ratio, row } = against(results, 'gateway', 'proxy');
    const rows = [speedRow('bare http-proxy (httpxy)', results.proxy), row];
    if (results.classic !== undefined) {
      rows.push(against(results, 'classic', 'proxy', 'bare http-proxy 1.18.1').row);
      rows.push(against(results, 'gateway', 'classic', 'gateway, against http-proxy 1.18.1').row);
    }
    return { rows, verdict: ratio >= 0.9 ? 'met' : 'not met', found: `${ratio.toFixed(2)} of http-proxy` };
  },
};
