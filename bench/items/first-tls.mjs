import { request } from 'node:https';
import { systemClock } from '../../dist/lib/clock.js';
import { createLab } from '../../dist/tls/certificates/lab.js';
import { chatBody, chatHeaders, chatPath } from '../lib/client.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { median, quantile, ratios } from '../lib/stats.mjs';

/** Starts cost little time, so there are more of them. */
const roundsPerRound = 3;

function ask(url, { path = '/', method = 'GET', headers = {}, body = '' } = {}) {
  const options = { method, headers, rejectUnauthorized: false, agent: false };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, options, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    sent.once('error', reject).end(body);
  });
}

/** Milliseconds from spawning the process until its first answer over TLS was read. */
async function firstAnswer(start, send) {
  const began = performance.now();
  const server = await start();
  const status = await send(server.url);
  const took = performance.now() - began;
  await server.stop();
  if (status !== 200) throw new Error(`expected a 200, got ${status}`);
  return took;
}

const chat = { path: chatPath, method: 'POST', headers: chatHeaders, body: chatBody };
const spread = (pairs) => `${quantile(pairs, 0.25).toFixed(2)}–${quantile(pairs, 0.75).toFixed(2)}`;
const row = (what, values, ratio) => ({
  what,
  'until the first answer': `${median(values).toFixed(0)} ms`,
  ratio,
});

export const firstTls = {
  id: 'i',
  title: 'From the start to the first answer over TLS: root, intermediate and leaf are made on the way',
  target: null,
  async run({ rounds }) {
    const lab = createLab({ names: [], clock: systemClock, directory: null });
    const { key, chain } = lab.credentials('valid', lab.names);
    const bare = () =>
      firstAnswer(
        () => startServer('https', key + chain),
        (url) => ask(url),
      );
    const plain = () =>
      firstAnswer(startGateway, async (url) => {
        const response = await fetch(url + chatPath, {
          method: 'POST',
          headers: chatHeaders,
          body: chatBody,
        });
        await response.text();
        return response.status;
      });
    const secure = () => firstAnswer(startGateway, (url) => ask(url.replace('http:', 'https:'), chat));
    const [theirs, http, https] = [[], [], []];
    await Promise.all([bare(), plain(), secure()]);
    for (let round = 0; round < rounds * roundsPerRound; round++) {
      theirs.push(await bare());
      http.push(await plain());
      https.push(await secure());
    }
    const [toHttp, toBare] = [ratios(https, http), ratios(https, theirs)];
    return {
      rows: [
        row('bare node:https, certificate given', theirs, '1'),
        row('gateway over plain HTTP', http, ''),
        row('gateway over TLS', https, `${median(toBare).toFixed(2)} (${spread(toBare)})`),
      ],
      verdict: null,
      found: `over TLS ${median(toHttp).toFixed(2)} (${spread(toHttp)}) times what plain HTTP takes`,
    };
  },
};
