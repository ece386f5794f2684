import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { drillNames } from '../../src/gateway/library.ts';
import type { DrillRecord } from '../../src/model/drill-record.ts';
import { ideal, type Ways } from '../helpers/virtual-client.ts';
import { type Crowd, playDrill } from '../helpers/virtual-drill.ts';

/** Waits as it is told, or longer each time with half of it at random; gives up behind four attempts. */
function patient(caller: number): Ways {
  const luck = seedrandom(`caller ${caller}`);
  return {
    ...ideal,
    waitMs(got, attempt) {
      const wait = ideal.waitMs(got, attempt);
      return wait === null || got.headers['retry-after'] !== undefined ? wait : wait * (0.5 + luck());
    },
  };
}

/** Has a deadline for the whole call, and does not ask again what was too slow once. */
function hurried(caller: number): Ways {
  const ways = patient(caller);
  return {
    ...ways,
    patienceMs: 11_500,
    waitMs: (got, attempt) => (got.status === null ? null : ways.waitMs(got, attempt)),
  };
}

/** Asks again at once whatever it meets, five times. */
const restless: Ways = { ...ideal, waitMs: (_, attempt) => (attempt === 6 ? null : 50) };

const crowd: Crowd = {
  callers: 4,
  everyMs: 3_000,
  apartMs: 750,
  over: 'http',
  chat: () => ({}),
  ways: patient,
};

const crowds: Readonly<Record<string, Crowd>> = {
  'budget-exhaustion': { ...crowd, chat: () => ({ model: 'gpt-4o', key: 'dtk_any' }) },
  'certificate-expiry': { ...crowd, over: 'tls' },
  'key-rotation-on-a-friday': crowd,
  // Every second call is for a model that is well.
  'provider-outage': {
    ...crowd,
    chat: (call) => (call % 2 === 0 ? { model: 'MiniMaxAI/MiniMax-M2.5' } : {}),
  },
  'rate-limit-storm': crowd,
  'slow-death': { ...crowd, ways: hurried },
  'streaming-half-failures': { ...crowd, chat: () => ({ stream: true }) },
  // All at the same time.
  'thundering-herd': { ...crowd, callers: 12, everyMs: 12_000, apartMs: 20 },
};

test('every shipped drill is run', () => {
  expect(Object.keys(crowds)).toEqual(drillNames());
});

/** The stages that were to inject something, and met nobody. */
const idleStages = ({ stages }: DrillRecord) =>
  stages.filter(({ role, hit }) => role === 'inject' && hit === 0).map(({ name }) => name);

test.each(Object.entries(crowds))(
  '%s: callers that do right',
  async (name, callers) => {
    const record = await playDrill(name, callers);
    const { outcome, exit, stop, doubts, remains } = record;
    expect({ outcome, exit, stop, doubts, remains: remains.outcome, idle: idleStages(record) }).toEqual({
      ...{ outcome: 'held', exit: 0, stop: null, doubts: [], remains: 'held', idle: [] },
    });
  },
  120_000,
);

test('callers that ask again at once meet a stop condition', async () => {
  const { stop, exit, remains } = await playDrill('key-rotation-on-a-friday', {
    ...crowd,
    ways: () => restless,
  });
  expect({ kind: stop?.kind, exit, remains: remains.outcome }).toEqual({
    ...{ kind: 'condition', exit: 3, remains: 'held' },
  });
}, 120_000);
