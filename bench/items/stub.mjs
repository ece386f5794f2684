import { chatBody, chatHeaders, chatPath } from '../lib/client.mjs';
import { mixedRules, scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { connections, inTurn } from '../lib/turns.mjs';

const loadedRules = 20;

const twentyRules = () => startGateway(scenarioFile('twenty-rules', { rules: mixedRules(loadedRules) }));

/** A bare server that returns what the gateway does, byte for byte. */
async function startBare(gateway) {
  const response = await fetch(gateway.url + chatPath, {
    method: 'POST',
    headers: chatHeaders,
    body: chatBody,
  });
  return startServer('bare', await response.text());
}

export const stub = {
  id: 'a',
  title: `Stub, whole answer: ${connections} connections, ${loadedRules} rules loaded, label and journal on`,
  target: 'at least 0.55 of a bare node:http server that parses the same JSON and returns the same bytes',
  async run(effort) {
    const gateway = await twentyRules();
    const bare = await startBare(gateway);
    // The stub remembers answers; where every request is another, it makes each of them.
    const others = { ...gateway, varied: true };
    const results = await inTurn({ bare, gateway, others }, effort);
    await Promise.all([gateway, bare].map((server) => server.stop()));
    const { ratio, row } = against(results, 'gateway', 'bare');
    const { row: othersRow } = against(results, 'others', 'bare', 'gateway, every request another');
    return {
      rows: [speedRow('bare node:http', results.bare), row, othersRow],
      verdict: ratio >= 0.55 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of bare`,
    };
  },
};

export const front = {
  id: 'b',
  title: 'The same stub behind plain Express, and behind Express with the classes of src/request/app.ts',
  target: null,
  async run(effort) {
    const gateway = await twentyRules();
    const bare = await startBare(gateway);
    const [plain, classes] = [await startServer('stub', 'plain'), await startServer('stub', 'classes')];
    const results = await inTurn({ bare, plain, classes, gateway }, effort);
    await Promise.all([gateway, bare, plain, classes].map((server) => server.stop()));
    const gain = against(results, 'classes', 'plain').ratio;
    return {
      rows: [
        speedRow('bare node:http', results.bare),
        against(results, 'plain', 'bare', 'stub behind plain Express').row,
        against(results, 'classes', 'bare', 'stub behind Express with the classes').row,
        against(results, 'gateway', 'bare', 'gateway: rules, calls and journal as well').row,
      ],
      verdict: null,
      found: `the classes make Express ${gain.toFixed(1)} times as fast`,
    };
  },
};
