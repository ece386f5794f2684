import { chatBody } from '../lib/client.mjs';
import { mixedRules, scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway } from '../lib/server.mjs';
import { against, speedRow } from '../lib/speed.mjs';
import { inTurn } from '../lib/turns.mjs';

const counts = [1, 100, 1_000, 10_000];

/** Matches every request of the bench and stands aside, so that all answers stay alike. */
const matching = { id: 'matching', when: { model: JSON.parse(chatBody).model }, skip: 1e9, faults: [503] };

export const rules = {
  id: 'd',
  title: 'Loaded rules (models, families of models, headers, paths, prompts), of which one matches',
  target: 'a request under 10,000 rules costs at most 1.2 times what it costs under 1',
  async run(effort) {
    const servers = {};
    for (const count of counts)
      servers[count] = await startGateway(
        scenarioFile(`rules-${count}`, { rules: [matching, ...mixedRules(count - 1)] }),
      );
    const results = await inTurn(servers, effort);
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    const [first, ...others] = counts;
    const many = 1 / against(results, 10_000, first).ratio;
    return {
      rows: [
        speedRow('1 rule', results[first]),
        ...others.map((count) => against(results, count, first, `${count.toLocaleString('en')} rules`).row),
      ],
      verdict: many <= 1.2 ? 'met' : 'not met',
      found: `10,000 rules cost ${many.toFixed(2)} times as much as 1`,
    };
  },
};
