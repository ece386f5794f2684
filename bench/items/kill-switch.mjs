import { connect } from 'node:net';
import { chatBody, chatPath } from '../lib/client.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway } from '../lib/server.mjs';
import { median, quantile } from '../lib/stats.mjs';

const [hung, slowed, stops] = [500, 1_000, 20];
const limitMs = 100;

const rules = [
  { id: 'hung', when: { header: { 'x-is': 'hung' } }, faults: [{ hang: { at: 'before-head', for: '10m' } }] },
  { id: 'slowed', when: { header: { 'x-is': 'slowed' } }, faults: [{ drip: { perFrame: '1m' } }] },
];

const body = JSON.stringify({ ...JSON.parse(chatBody), stream: true });

/** Resolves when the connection has closed. */
function ask(port, is) {
  const socket = connect(port, '127.0.0.1').resume();
  socket.on('error', () => {});
  const head = [
    ...[`POST ${chatPath} HTTP/1.1`, 'host: localhost', 'authorization: Bearer sk-oais-bench'],
    ...[
      'content-type: application/json',
      `content-length: ${body.length}`,
      `x-is: ${is}`,
      'connection: close',
    ],
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return new Promise((resolve) => socket.once('close', resolve));
}

/** Milliseconds from the stop to the end of the last answer, both by the gateway's clock. */
async function round(gateway, since) {
  const operation = async (method, path) => {
    const headers = { authorization: `Bearer ${gateway.control.token}` };
    return (await fetch(gateway.control.url + path, { method, headers })).json();
  };
  const port = Number(new URL(gateway.url).port);
  const kinds = [...Array(hung).fill('hung'), ...Array(slowed).fill('slowed')];
  const closed = kinds.map((is) => ask(port, is));
  while ((await operation('GET', '/under-way?limit=1')).count < kinds.length);
  await operation('POST', '/faults/stop');
  await Promise.all(closed);
  const stopped = await operation('GET', `/journal?kind=notice&since=${since}`);
  const at = stopped.entries.find(({ notice }) => notice === 'faults-stopped')?.at;
  let [next, ends] = [since, []];
  while (ends.length < kinds.length) {
    const page = await operation('GET', `/journal?kind=request&since=${next}&limit=1000`);
    ends = [
      ...ends,
      ...page.entries.map(({ rules, at, tookMs }) => ({ rule: rules[0].rule, at: at + tookMs })),
    ];
    next = page.next;
  }
  await operation('POST', '/faults/resume');
  const lastOf = (rule) => Math.max(...ends.filter((end) => end.rule === rule).map((end) => end.at)) - at;
  return { hung: lastOf('hung'), slowed: lastOf('slowed'), next };
}

function row(what, took) {
  const [mid, p99] = [median(took), quantile(took, 0.99)];
  return { p99, row: { what, median: `${mid.toFixed(0)} ms`, p99: `${p99.toFixed(0)} ms` } };
}

export const killSwitch = {
  id: 'o',
  title: `Kill switch: ${hung} hang, ${slowed.toLocaleString('en')} streams are slowed; ${stops} stops`,
  target: `the last one that hangs is closed, the last stream whole, within ${limitMs} ms, p99`,
  async run() {
    const gateway = await startGateway(scenarioFile('kill-switch', { rules }));
    const rounds = [];
    while (rounds.length < stops) rounds.push(await round(gateway, rounds.at(-1)?.next ?? 0));
    await gateway.stop();
    const closed = row(
      'the last one that hangs is closed',
      rounds.map((each) => each.hung),
    );
    const whole = row(
      'the last stream is whole',
      rounds.map((each) => each.slowed),
    );
    return {
      rows: [closed.row, whole.row],
      verdict: Math.max(closed.p99, whole.p99) < limitMs ? 'met' : 'not met',
      found: `p99: closed within ${closed.p99.toFixed(0)} ms, whole within ${whole.p99.toFixed(0)} ms`,
    };
  },
};
