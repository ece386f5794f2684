import { chatBody, chatHeaders, chatPath, runClient } from '../lib/client.mjs';
import { sayPerStream, watchMemory } from '../lib/memory.mjs';
import { scenarioFile } from '../lib/scenario-files.mjs';
import { startGateway, startServer } from '../lib/server.mjs';
import { median, quantile, ratios } from '../lib/stats.mjs';

const streams = 1_000;
const warmUpStreams = 100;
const tokens = 20;
const perTokenMs = 100;
/** The stub's tokens are four characters long; no two are the same, so that events can be told apart. */
const text = Array.from({ length: tokens }, (_, token) => `東${String(token).padStart(3, '0')}`).join('');

const numbers = (from, to) => Array.from({ length: to - from }, (_, index) => from + index);
/** The number by which the client tells an event that is not the stream's own. */
const foreign = -1;

/**
 * Each fault with the events that a client must get of `count`, by their numbers, with how the stream must
 * end, and with how many of its first events come in time.
 */
const kinds = {
  none: { faults: [], events: (count) => numbers(0, count) },
  cut: { faults: [{ 'stream-cut': { frames: 10 } }], events: () => numbers(0, 10) },
  reset: {
    faults: [{ 'stream-cut': { frames: 12, how: 'rst' } }],
    events: () => numbers(0, 12),
    ending: 'ECONNRESET',
  },
  stall: {
    faults: [{ 'stream-stall': { frames: 8, for: '400ms' } }],
    events: (count) => numbers(0, count),
    inTime: 8,
  },
  error: {
    faults: [{ 'stream-error': { frames: 15, status: 503, then: 'end' } }],
    events: () => [...numbers(0, 15), foreign],
  },
  duplicate: {
    faults: [{ 'stream-duplicate': { frames: 5 } }],
    events: (count) => [...numbers(0, 5), ...numbers(4, count)],
  },
  drop: {
    faults: [{ 'stream-drop': { frames: 6 } }],
    events: (count) => [...numbers(0, 5), ...numbers(6, count)],
  },
  split: { faults: [{ 'stream-split': { gap: '1ms' } }], events: (count) => numbers(0, count) },
  comment: { faults: [{ 'stream-comment': { every: 2 } }], events: (count) => numbers(0, count) },
  'no-done': { faults: ['stream-no-done'], events: (count) => numbers(0, count - 1) },
};

const rules = Object.entries(kinds).flatMap(([kind, { faults }]) =>
  faults.length === 0 ? [] : [{ id: kind, when: { header: { 'x-kind': kind } }, faults }],
);

const request = {
  path: chatPath,
  headers: chatHeaders,
  body: JSON.stringify({ ...JSON.parse(chatBody), stream: true }),
};

/** The events of a whole stream, blank lines left out. */
async function eventsOf({ url }) {
  const answer = await fetch(url + request.path, { method: 'POST', ...request });
  return (await answer.text()).split('\n\n').slice(0, -1);
}

/** Streams that did not get exactly what they had to get. */
function wrongOf(seen, count) {
  return seen.filter(({ kind, events, ending }) => {
    const { events: expected, ending: wanted = 'end' } = kinds[kind];
    return ending !== wanted || events.map(([number]) => number).join() !== expected(count).join();
  }).length;
}

/** How much later than planned since the first token each further one came. */
function latenesses(seen) {
  return seen.flatMap(({ kind, events }) => {
    const { inTime = tokens + 1 } = kinds[kind];
    const [, first] = events.find(([number]) => number === 1) ?? [];
    return events
      .filter(([number]) => number > 1 && number <= tokens && number < inTime)
      .map(([number, at]) => at - first - (number - 1) * perTokenMs);
  });
}

async function measure(server, frames, asks, count) {
  const before = server.cpuMs();
  const options = { url: server.url, streams: count, kinds: asks, frames, ...request };
  const { result: seen, bytes } = await watchMemory(server, () => runClient('events', options));
  return { seen, bytes, cpuMs: before === null ? null : (server.cpuMs() - before) / count };
}

const say = (value) => (value === null ? 'unknown' : `${value.toFixed(2)} ms`);

/** The memory is that of the first round: later ones find the heap as large as they need it. */
function row(what, results, plain) {
  const late = results.flatMap(({ seen }) => latenesses(seen));
  const pairs = ratios(
    results.map(({ cpuMs }) => cpuMs),
    plain.map(({ cpuMs }) => cpuMs),
  );
  return {
    what,
    'memory per stream': sayPerStream(results[0].bytes, streams),
    'CPU per stream': say(results[0].cpuMs === null ? null : median(results.map(({ cpuMs }) => cpuMs))),
    'CPU ratio': results === plain ? '1' : median(pairs).toFixed(2),
    'late p50': `${quantile(late, 0.5).toFixed(1)} ms`,
    'late p99': `${quantile(late, 0.99).toFixed(1)} ms`,
  };
}

const mixed = Object.keys(kinds);
const base = 'plain node:http, no faults';

/** A server of its own for each line: what one has grown to must not be taken for another's. */
async function startAll() {
  const stub = { text, pace: { perToken: `${perTokenMs}ms` } };
  const stubbed = (name) => startGateway(scenarioFile(name, { stub, rules }));
  const first = await stubbed('mixed-stub');
  const frames = await eventsOf(first);
  const plain = () => startServer('paced', JSON.stringify(frames), String(perTokenMs), String(tokens));
  const upstream = await plain();
  const proxied = (name) => startGateway(scenarioFile(name, { upstream: upstream.url, rules }));
  return {
    frames,
    upstream,
    lines: {
      [base]: { server: await plain(), asks: ['none'] },
      'stub, no faults': { server: first, asks: ['none'] },
      'stub, mixed faults': { server: await stubbed('mixed-stub'), asks: mixed },
      'the plain one proxied, no faults': { server: await proxied('mixed-proxied'), asks: ['none'] },
      'the plain one proxied, mixed faults': { server: await proxied('mixed-proxied'), asks: mixed },
    },
  };
}

export const mixedStreams = {
  id: 'j',
  title: `${streams} streams at once, a token every ${perTokenMs} ms, ${rules.length} faults or none`,
  target: 'no frame lost, doubled or out of place but where a fault says so',
  async run({ rounds }) {
    const { frames, upstream, lines } = await startAll();
    const results = Object.fromEntries(Object.keys(lines).map((line) => [line, []]));
    for (const { server, asks } of Object.values(lines)) await measure(server, frames, asks, warmUpStreams);
    for (let round = 0; round < rounds; round++)
      for (const [line, { server, asks }] of Object.entries(lines))
        results[line].push(await measure(server, frames, asks, streams));
    await Promise.all(
      [upstream, ...Object.values(lines).map(({ server }) => server)].map((one) => one.stop()),
    );
    const all = Object.values(results).flatMap((each) => each.flatMap(({ seen }) => seen));
    const wrong = wrongOf(all, frames.length);
    return {
      rows: Object.entries(results).map(([line, each]) => row(line, each, results[base])),
      verdict: wrong === 0 ? 'met' : 'not met',
      found: `${wrong} of ${all.length.toLocaleString('en')} streams were not what they had to be`,
    };
  },
};
