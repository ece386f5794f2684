import { chatBody, chatHeaders, chatPath, runClient } from '../lib/client.mjs';
import { sayPerStream, watchMemory } from '../lib/memory.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway } from '../lib/server.mjs';
import { quantile } from '../lib/stats.mjs';

const streams = 500;
const frames = 20;
/** One frame is the role, one the finish, one `[DONE]`. */
const tokens = frames - 3;
const perTokenMs = 50;
/** The stub's tokens are four characters long. */
const text = 'abcd'.repeat(tokens);

const request = {
  streams,
  path: chatPath,
  headers: chatHeaders,
  body: JSON.stringify({ ...JSON.parse(chatBody), stream: true }),
};

/** How much later than `pace.perToken` after the frame before it, and than planned since the stream began. */
function latenesses(arrivals) {
  const steps = [];
  const total = [];
  // Role and first token come together, at once.
  for (const stream of arrivals)
    for (let token = 2; token <= tokens; token++) {
      steps.push(stream[token] - stream[token - 1] - perTokenMs);
      total.push(stream[token] - stream[1] - (token - 1) * perTokenMs);
    }
  return [
    { what: 'after the frame before', values: steps },
    { what: 'since the stream began', values: total },
  ];
}

export const manyStreams = {
  id: 'e',
  title: `${streams} streams at once, ${frames} frames each, ${perTokenMs} ms between tokens`,
  target: 'no frame lost',
  async run() {
    const server = await startGateway(
      scenarioFile('streams', { stub: { text, pace: { perToken: `${perTokenMs}ms` } } }),
    );
    // The first round warms up: what is measured then is streams, and not code being compiled.
    await runClient('streams', { url: server.url, ...request });
    const work = () => runClient('streams', { url: server.url, ...request });
    const { result: arrivals, bytes } = await watchMemory(server, work);
    await server.stop();
    const lost = streams * frames - arrivals.flat().length;
    const rows = latenesses(arrivals).map(({ what, values }) => ({
      'lateness of frames': what,
      p50: `${quantile(values, 0.5).toFixed(1)} ms`,
      p99: `${quantile(values, 0.99).toFixed(1)} ms`,
    }));
    return {
      rows,
      verdict: lost === 0 ? 'met' : 'not met',
      found: `${lost} of ${streams * frames} frames lost; ${sayPerStream(bytes, streams)} for each stream`,
    };
  },
};
