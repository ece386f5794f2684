import { chatBody, chatHeaders, chatPath, runClient, startClient } from '../lib/client.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway } from '../lib/server.mjs';
import { median, quantile, ratios } from '../lib/stats.mjs';

const hung = 500;
const perSecond = 2_000;
const limitMs = 250;
/** `/verdicts` judges the whole journal, here 10,000 requests. */
const judging = '/verdicts';
const judgingLimitMs = 1_000;

const rules = [
  { id: 'hung', when: { header: { 'x-hang': 'yes' } }, faults: [{ hang: { at: 'before-head', for: '1h' } }] },
  { id: 'switched', when: { model: 'acme/none' }, faults: [503] },
];

const operations = [
  { method: 'GET', path: '/rules' },
  { method: 'PATCH', path: '/rules/switched?state=off' },
  { method: 'GET', path: '/journal?limit=100' },
  { method: 'GET', path: '/metrics' },
  { method: 'GET', path: judging },
];

/** Of the operations while nothing happens, and while everything does. */
async function round(gateway, seconds) {
  const asking = { ...gateway.control, operations, seconds };
  const idle = await runClient('control', asking);
  const headers = { ...chatHeaders, 'X-Hang': 'yes' };
  const release = await startClient('hung', { url: gateway.url, count: hung, path: '/v1/models', headers });
  const load = { url: gateway.url, path: chatPath, headers: chatHeaders, body: chatBody };
  const [, loaded] = await Promise.all([
    runClient('steady', { ...load, perSecond, seconds }),
    runClient('control', asking),
  ]);
  await release();
  return { idle, loaded };
}

const p99Of = (took) => quantile(took, 0.99);

function row(what, measured) {
  const [idle, loaded] = ['idle', 'loaded'].map((when) => measured.map((round) => p99Of(round[when])));
  const pairs = ratios(loaded, idle);
  const spread = `${quantile(pairs, 0.25).toFixed(1)}–${quantile(pairs, 0.75).toFixed(1)}`;
  const ratio = median(pairs);
  return { ratio, idle, loaded, row: { what, idle: '1', loaded: `${ratio.toFixed(1)} (${spread})` } };
}

const quickOf = ({ [judging]: _, ...took }) => Object.values(took).flat();

export const control = {
  id: 'l',
  title: `Control API, p99: ${hung} requests hang, ${perSecond.toLocaleString('en')} a second come`,
  target: `under ${limitMs} ms; GET ${judging}, of 10,000 requests, under ${judgingLimitMs} ms`,
  async run({ rounds, seconds }) {
    const gateway = await startGateway(scenarioFile('steered', { rules }));
    // The journal is full from the start.
    const load = { url: gateway.url, path: chatPath, headers: chatHeaders, body: chatBody };
    await runClient('steady', { ...load, perSecond, seconds: 6 });
    const measured = [];
    for (let n = 0; n < rounds; n++) measured.push(await round(gateway, seconds));
    await gateway.stop();
    const of = (pick) => measured.map(({ idle, loaded }) => ({ idle: pick(idle), loaded: pick(loaded) }));
    const rows = operations.map(({ method, path }) =>
      row(
        `${method} ${path}`,
        of((took) => took[path]),
      ),
    );
    const quick = row(`all but GET ${judging}`, of(quickOf));
    const slow = rows.at(-1);
    const [p99, judged] = [quick, slow].map(({ loaded }) => median(loaded));
    const times = ({ ratio }) => `${ratio.toFixed(1)} times`;
    const say = ({ idle, loaded }) =>
      `idle ${median(idle).toFixed(0)} ms, loaded ${median(loaded).toFixed(0)} ms`;
    return {
      rows: [...rows, quick].map((each) => each.row),
      verdict: p99 < limitMs && judged < judgingLimitMs ? 'met' : 'not met',
      found: `p99 ${times(quick)} that of an idle gateway, GET ${judging} ${times(slow)}`,
      note: `p99: ${say(quick)}; GET ${judging}: ${say(slow)}`,
    };
  },
};
