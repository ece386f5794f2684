import { chatBody, chatHeaders, chatPath } from '../lib/client.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { connections, inTurn } from '../lib/turns.mjs';

const always = [{ id: 'limited', faults: [429] }];
const sometimes = [{ id: 'limited', chance: 0.5, faults: [429] }];

async function bodyOf({ url }) {
  const asked = { method: 'POST', headers: chatHeaders, body: chatBody };
  return (await fetch(url + chatPath, asked)).text();
}

export const injected = {
  id: 'r',
  title: `Injected 429, every request another: ${connections} connections, label and journal on`,
  target: 'at least 0.5 of a bare node:http server that parses the same JSON and returns the same bytes',
  async run(effort) {
    const gateway = await startGateway(scenarioFile('all-429', { rules: always }));
    const half = await startGateway(scenarioFile('half-429', { rules: sometimes }));
    const bare = await startServer('bare', await bodyOf(gateway));
    const servers = {
      bare: { ...bare, varied: true },
      gateway: { ...gateway, varied: true, statuses: [429] },
      half: { ...half, varied: true, statuses: [200, 429] },
    };
    const results = await inTurn(servers, effort);
    await Promise.all([gateway, half, bare].map((server) => server.stop()));
    const { ratio, row } = against(results, 'gateway', 'bare', 'every request a 429');
    return {
      rows: [
        speedRow('bare node:http', results.bare),
        row,
        against(results, 'half', 'bare', 'half of them').row,
      ],
      verdict: ratio >= 0.5 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of bare`,
    };
  },
};
