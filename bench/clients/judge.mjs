// Reads a journal and judges it by the whole shelf, in turn. argv: JSON of { attempts, rounds }
import { expectations } from '../../dist/expectations/index.js';
import { judge } from '../../dist/judge/judge.js';
import { findPlatform } from '../../dist/platforms/find.js';
import { putInUse } from '../../dist/platforms/in-use.js';
import { timelineOf } from '../../dist/timeline/timeline.js';

const { attempts, rounds } = JSON.parse(process.argv[2]);
const began = 1_772_366_400_000;
const inUse = putInUse(await findPlatform('token-factory'));

/** Attempts of a call, from the first on: what each met, and how long its client waited then. */
const stories = {
  mixed: [
    [{ answered: true }],
    [{ error: 'rate-limited', status: 429, waits: 5_003 }, { answered: true }],
    [
      { error: 'bad-gateway', status: 502, waits: 900 },
      { error: 'no-healthy-upstream', status: 503, waits: 2_100 },
      { answered: true },
    ],
    [
      { ending: 'client-left', status: 200, waits: 800 },
      { ending: 'damaged', status: 200, waits: 1_900 },
      { answered: true },
    ],
  ],
  'every attempt a mistake': [
    [
      { error: 'rate-limited', status: 429, waits: 3 },
      { error: 'invalid-payload', status: 400, waits: 3 },
      { error: 'bad-gateway', status: 502, waits: 3 },
      { error: 'rate-limited', status: 429, waits: 3 },
    ],
  ],
};

function entryOf({ error = null, status = 200, ending = 'complete', waits = 0 }, id, call, attempt, at) {
  const headers = [
    'Content-Type',
    'application/json',
    'Content-Length',
    '213',
    'x-badgateway-fault',
    'rule-1',
  ];
  const silence = { kind: 'hang', plannedMs: 30_000, actualMs: 5_000 };
  const rules = [{ rule: 'rule-1', outcome: 'fired', because: 'match 1', faults: ['error'] }];
  return {
    ...{ id, kind: 'request', at, scenario: 'bench', label: 'r1', connection: call, call, attempt },
    ...{ signals: ['method', 'path', 'body'], certainty: attempt === 1 ? 'certain' : 'likely' },
    ...{ retryCount: attempt - 1, idempotencyKey: 'a1b2c3d4', method: 'POST', url: '/v1/chat/completions' },
    ...{
      route: 'chat',
      surface: 'public',
      model: 'Omniva/Kimi-K2.6',
      stream: false,
      client: 'OpenAI/JS 6.49.0',
    },
    ...{ key: 'sk-…cdef', keyBeside: null, bodyBytes: 412, bodyExtent: 'whole', source: 'stub' },
    rules: status === 200 && ending === 'complete' ? [] : rules,
    played: {
      ...{
        status,
        headers: status === 429 ? [...headers, 'Retry-After', '5'] : headers,
        headAt: at + 1,
        error,
      },
      ...{ frames: 1, bytes: 213, pauses: ending === 'client-left' ? [silence] : [], ending },
    },
    ...{ upstreamFailure: null, tookMs: ending === 'client-left' ? 5_001 : 2, waits },
  };
}

/** A journal as it is written to a file: a line for each entry. */
function journalOf(kinds) {
  const lines = [];
  for (let call = 1; lines.length < attempts; call += 1) {
    let at = began + call * 7;
    for (const [index, met] of kinds[call % kinds.length].entries()) {
      const { waits, ...entry } = entryOf(met, lines.length + 1, call, index + 1, at);
      at += entry.tookMs + waits;
      lines.push(JSON.stringify(entry));
    }
  }
  return lines;
}

const expected = expectations.map((expectation) => ({
  expectation,
  params: expectation.name === 'exit' ? 0 : {},
  by: 'asked',
}));

function timed(work) {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
}

const heap = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

/** What one round took; in a function of its own, so that nothing of it is held in the next. */
function round(lines) {
  const { ms: parseMs, result: entries } = timed(() => lines.map((line) => JSON.parse(line)));
  const before = heap();
  const { ms: judgeMs, result } = timed(() => {
    const timeline = timelineOf('r1', 'bench', { entries, dropped: 0, inUseOf: () => inUse });
    return judge(timeline, expected, true);
  });
  const bytes = (heap() - before) / lines.length;
  // Until here both are held.
  if (entries.length !== lines.length || result.verdicts.length === 0) throw new Error('nothing was judged');
  return { parseMs, judgeMs, bytes };
}

function measure(lines) {
  // For the compiler.
  round(lines);
  const told = Array.from({ length: rounds }, () => round(lines));
  return Object.fromEntries(
    ['parseMs', 'judgeMs', 'bytes'].map((name) => [name, told.map((each) => each[name])]),
  );
}

const results = Object.entries(stories).map(([what, kinds]) => ({ what, ...measure(journalOf(kinds)) }));
process.stdout.write(JSON.stringify(results));
