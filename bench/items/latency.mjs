import { chatBody, chatHeaders, chatPath, runClient } from '../lib/client.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway } from '../lib/server.mjs';
import { quantile } from '../lib/stats.mjs';

const askedMs = 100;
const perSecond = 200;

export const latency = {
  id: 'g',
  title: `Truth of injected latency: ${perSecond} requests a second with latency: ${askedMs}ms`,
  target: 'p99 of the error under 5 ms, as the client sees it',
  async run({ rounds, seconds }) {
    const server = await startGateway(
      scenarioFile('latency', { rules: [{ id: 'late', faults: [{ latency: `${askedMs}ms` }] }] }),
    );
    const load = { url: server.url, perSecond, path: chatPath, headers: chatHeaders, body: chatBody };
    const took = await runClient('steady', { ...load, seconds: rounds * seconds });
    await server.stop();
    const errors = took.map((ms) => Math.abs(ms - askedMs));
    const at = (values, share) => `${quantile(values, share).toFixed(1)} ms`;
    return {
      rows: [
        { what: 'measured', p50: at(took, 0.5), p99: at(took, 0.99), most: at(took, 1) },
        { what: 'error', p50: at(errors, 0.5), p99: at(errors, 0.99), most: at(errors, 1) },
      ],
      verdict: quantile(errors, 0.99) < 5 ? 'met' : 'not met',
      found: `p99 of the error ${at(errors, 0.99)} over ${took.length} requests`,
    };
  },
};
