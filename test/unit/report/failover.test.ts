import { describe, expect, test } from 'vitest';
import { legibleOf } from '../../../src/report/document/legible.ts';
import { document } from '../../../src/report/document/schema.ts';
import { reports } from '../../../src/report/index.ts';
import { judgement, type Setting } from '../../helpers/judgement.ts';
import { every } from '../../helpers/limited.ts';
import type { Told } from '../../helpers/timeline.ts';

const named = (upstream: string, down: readonly string[] = []) =>
  ({ upstream, chosenBy: 'client', upstreamsDown: down }) as const;
const failed = (at: number): Told => ({ at, error: 'no-healthy-upstream', entry: named('primary') });
const passed = (at: number, upstream: string, down?: readonly string[]): Told => ({
  ...{ at, entry: named(upstream, down) },
});

/** Down from 1 s to 3 s, seen to be well at 3.5 s, and back at 4 s. */
const calls = [
  [passed(0, 'primary')],
  ...every(500, 3, 1_000).map((at) => [failed(at), passed(at + 10, 'secondary', ['primary'])]),
  [passed(3_500, 'secondary')],
  [passed(4_000, 'primary')],
];
const setting = (told: Setting['calls']): Setting => ({ name: 'sample', title: 'A sample', calls: told });
const failoverOf = (told: Setting['calls']) =>
  legibleOf(judgement([setting(told)])).scenarios[0]?.failover ?? null;

test('who served each call, when the client switched, and when it was back', () => {
  expect(failoverOf(calls)).toMatchObject({
    upstreams: [
      { name: 'primary', requests: 5, calls: 2 },
      { name: 'secondary', requests: 4, calls: 4 },
    ],
    switches: [
      { atMs: 1_010, from: 'primary', to: 'secondary' },
      { atMs: 4_000, from: 'secondary', to: 'primary' },
    ],
    outages: [{ upstream: 'primary', fromMs: 1_000, failures: 3, switchedMs: 1_010, probes: 2 }],
  });
  expect(failoverOf(calls)?.outages[0]).toMatchObject({ wellMs: 3_500, backMs: 4_000 });
  expect(() => document.parse(legibleOf(judgement([setting(calls)])))).not.toThrow();
});

const told = [
  '6 calls, served by primary 2 with 5 requests, secondary 4 with 4 requests',
  'switched to secondary at 1.01s, to primary at 4s',
  'primary failed 3 times from 1s on; the client switched at 1.01s; 2 of these requests came after that; ' +
    'it came back at 4s, 500ms after it was seen to be well',
];

describe.each(reports.filter(({ name }) => ['terminal', 'html', 'markdown', 'json'].includes(name)))(
  '$name',
  (report) => {
    test('tells it in sentences', () => {
      const text = report.write(judgement([setting(calls)]), { colour: false, columns: 250 });
      for (const says of told) expect(text.replaceAll('\\', '')).toContain(says);
    });
  },
);

test('a client that does not come back', () => {
  expect(failoverOf(calls.slice(0, -1))?.says[2]).toMatch(
    /it did not come back, though it was well at 3.5s$/,
  );
});

test('a client that stays', () => {
  expect(failoverOf([[failed(0)], [failed(100)]])?.says).toEqual([
    '2 calls, served by primary 0 with 2 requests',
    'primary failed 2 times from 0ms on; the client stayed with it',
  ]);
});

test('nothing is said where there is one upstream', () => {
  expect(failoverOf([[{ at: 0 }]])).toBeNull();
});

test('switches of the gateway are not those of a client', () => {
  const routed = ['primary', 'secondary'].map((upstream, at): Told[] => [
    { at, entry: { upstream, chosenBy: 'weight' } },
  ]);
  expect(failoverOf(routed)).toMatchObject({ switches: [], outages: [] });
});
