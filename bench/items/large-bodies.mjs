import { chatBody } from '../lib/client.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { inTurn } from '../lib/turns.mjs';

/** Few connections: so many bodies of this size fill the machine. */
const load = { connections: 4, pictureBytes: 5_000_000 };

/** None does anything, so that all answers stay alike. The text of an error names the model. */
const rules = {
  none: [],
  elsewhere: [
    { id: 'path', when: { path: '/v1/embeddings' }, faults: ['disconnect'] },
    { id: 'header', when: { header: { 'x-test-id': 'none' } }, faults: ['disconnect'] },
    { id: 'aside', when: { route: 'chat' }, skip: 1e9, faults: ['disconnect'] },
  ],
  model: [{ id: 'model', when: { model: JSON.parse(chatBody).model }, skip: 1e9, faults: ['disconnect'] }],
  error: [{ id: 'error', when: { path: '/v1/embeddings' }, faults: [503] }],
};

export const largeBodies = {
  id: 'q',
  title: `Bodies of ${load.pictureBytes / 1e6} MB to an upstream, ${load.connections} connections`,
  target: 'rules that do not look into the body cost nothing: at least 0.95 of the same without rules',
  async run(effort) {
    const upstream = await startServer('drain');
    const servers = {};
    for (const [name, some] of Object.entries(rules))
      servers[name] = await startGateway(
        scenarioFile(`large-${name}`, { upstream: upstream.url, rules: some }),
      );
    const results = await inTurn(servers, effort, load);
    await Promise.all([upstream, ...Object.values(servers)].map((server) => server.stop()));
    const { ratio, row } = against(results, 'elsewhere', 'none', 'rules for path, header and route');
    return {
      rows: [
        speedRow('no rules', results.none),
        row,
        against(results, 'model', 'none', 'a rule for the model').row,
        against(results, 'error', 'none', 'a rule for a path, with an error').row,
      ],
      verdict: ratio >= 0.95 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of the same without rules`,
    };
  },
};
