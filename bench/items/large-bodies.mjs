import { chatBody } from '../lib/client.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { inTurn } from '../lib/turns.mjs';

/** Few connections: so many bodies of this size fill the machine. */
const load = { connections: 4, pictureBytes: 5_000_000 };

/** All match no request, or stand aside, so that all answers stay alike. */
const rules = {
  none: [],
  elsewhere: [
    { id: 'path', when: { path: '/v1/embeddings' }, faults: [503] },
    { id: 'header', when: { header: { 'x-test-id': 'none' } }, faults: [503] },
    { id: 'aside', when: { route: 'chat' }, skip: 1e9, faults: [503] },
  ],
  model: [{ id: 'model', when: { model: JSON.parse(chatBody).model }, skip: 1e9, faults: [503] }],
  prompt: [{ id: 'prompt', when: { prompt: '*a word that nobody sends*' }, faults: [503] }],
};

export const largeBodies = {
  id: 'q',
  title: `Bodies of ${load.pictureBytes / 1e6} MB to an upstream that keeps nothing, ${load.connections} connections`,
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
        against(results, 'prompt', 'none', 'a rule for the prompt').row,
      ],
      verdict: ratio >= 0.95 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} of the same without rules`,
    };
  },
};
