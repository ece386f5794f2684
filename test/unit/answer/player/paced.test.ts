import { expect, test, vi } from 'vitest';
import type { Played } from '../../../../src/model/entry.ts';
import type { Step } from '../../../../src/model/step.ts';
import type { FixedClock } from '../../../helpers/clock.ts';
import { end, eventStream, frame, hangs, pause, watched } from '../../../helpers/steps.ts';
import { withResponseSink } from './sink-fixture.ts';

const paced = (ms: number): Step => ({ kind: 'pause', ms, paced: true });

/** Plays on a clock that fires each timer `late` milliseconds late; returns the wait of each pause. */
async function playedLate(steps: readonly Step[], late: readonly number[]) {
  const waits: number[] = [];
  let played: Played | null = null;
  await withResponseSink(async ({ play, clock }) => {
    const playing = play(watched([eventStream, ...steps, end])).then((all) => {
      played = all;
    });
    for (const ms of late) {
      const wait = await nextWait(clock);
      waits.push(wait);
      clock.advance(wait + ms);
    }
    await playing;
  });
  return { waits, pauses: (played as Played | null)?.pauses };
}

async function nextWait(clock: FixedClock): Promise<number> {
  await vi.waitFor(() => expect(clock.waiting()).toHaveLength(1), { interval: 1 });
  return clock.waiting()[0] ?? 0;
}

type Row = readonly [what: string, steps: readonly Step[], late: readonly number[], waits: readonly number[]];

test.each<Row>([
  ['on time, each takes its own', [paced(10), frame('a'), paced(10), paced(20)], [0, 0, 0], [10, 10, 20]],
  ['a late one is caught up', [paced(10), paced(10), paced(10)], [3, 4, 0], [10, 7, 6]],
  ['what is overdue is not waited for', [paced(10), paced(10), paced(10), paced(10)], [25, 0], [10, 5]],
  ['the first one counts from when it begins', [pause(50), paced(10), paced(10)], [9, 2, 0], [50, 10, 8]],
  ['others are as long as ever', [paced(10), pause(10), pause(10)], [5, 5, 5], [10, 10, 10]],
  ['a pause between them makes nobody late', [paced(10), pause(500), paced(10)], [1, 0, 0], [10, 500, 9]],
  ['nor does a hang', [paced(10), hangs(500), paced(10)], [0, 2, 0], [10, 500, 8]],
])('%s', async (_, steps, late, waits) => {
  expect((await playedLate(steps, late)).waits).toEqual(waits);
});

test('the journal keeps what was planned and what came of it', async () => {
  const { pauses } = await playedLate([paced(10), paced(10), paced(10), paced(10)], [25, 1]);
  expect(pauses).toEqual([
    { kind: 'pause', plannedMs: 10, actualMs: 35 },
    { kind: 'pause', plannedMs: 10, actualMs: 0 },
    { kind: 'pause', plannedMs: 10, actualMs: 0 },
    { kind: 'pause', plannedMs: 10, actualMs: 6 },
  ]);
});

test('each answer has a pace of its own', async () => {
  for (const late of [7, 0])
    expect((await playedLate([paced(10), paced(10)], [late, 0])).waits).toEqual([10, 10 - late]);
});
