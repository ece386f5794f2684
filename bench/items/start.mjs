import { chatBody, chatHeaders, chatPath } from '../lib/client.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { median, quantile, ratios } from '../lib/stats.mjs';

/** Starts cost little time, so there are more of them. */
const roundsPerRound = 3;

/** Milliseconds from spawning the process until the first answer was read. */
async function firstAnswer(start, ask) {
  const began = performance.now();
  const server = await start();
  const response = await ask(server.url);
  await response.text();
  const took = performance.now() - began;
  await server.stop();
  if (response.status !== 200) throw new Error(`expected a 200, got ${response.status}`);
  return took;
}

const gateway = () =>
  firstAnswer(startGateway, (url) =>
    fetch(url + chatPath, { method: 'POST', headers: chatHeaders, body: chatBody }),
  );
const express = () =>
  firstAnswer(
    () => startServer('hello'),
    (url) => fetch(url),
  );

const row = (what, values, ratio) => ({
  what,
  'until the first answer': `${median(values).toFixed(0)} ms`,
  ratio,
});

export const start = {
  id: 'f',
  title: 'From the start of the process to its first answer',
  target: "at most 1.6 times that of Express's hello-world",
  async run({ rounds }) {
    const [theirs, ours] = [[], []];
    await Promise.all([express(), gateway()]);
    for (let round = 0; round < rounds * roundsPerRound; round++) {
      theirs.push(await express());
      ours.push(await gateway());
    }
    const pairs = ratios(ours, theirs);
    const ratio = median(pairs);
    const spread = `${quantile(pairs, 0.25).toFixed(2)}–${quantile(pairs, 0.75).toFixed(2)}`;
    return {
      rows: [
        row('Express hello-world', theirs, '1'),
        row('gateway', ours, `${ratio.toFixed(2)} (${spread})`),
      ],
      verdict: ratio <= 1.6 ? 'met' : 'not met',
      found: `${ratio.toFixed(2)} times Express`,
    };
  },
};
