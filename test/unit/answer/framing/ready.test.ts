import { expect, test } from 'vitest';
import { compose } from '../../../../src/answer/framing/compose.ts';
import { DeferredSteps, readyOf } from '../../../../src/answer/framing/ready.ts';
import { AbortNotifier } from '../../../../src/lib/abort-notifier.ts';
import type { Step } from '../../../../src/model/step.ts';
import { engineOf, oneRule } from '../../../helpers/engine.ts';
import { shown, stream } from '../../../helpers/steps.ts';

/** All steps that are there without waiting. */
function readyIn(steps: AsyncIterator<Step>): Step[] {
  const taken: Step[] = [];
  for (let step = readyOf(steps); step !== null; step = readyOf(steps)) taken.push(step);
  return taken;
}

test('when faults have ended, what is left of an answer needs no turns of its own', async () => {
  const { decide } = await engineOf(oneRule('faults: [{ drip: { perFrame: 1m } }, { latency: 1m }]'));
  const end = new AbortNotifier();
  const steps = compose(() => stream, decide().faults, 'slow', end)[Symbol.asyncIterator]();
  expect(readyIn(steps)).toEqual([]);
  const first = await steps.next();
  expect([first.value, readyIn(steps)]).toEqual([{ kind: 'pause', ms: 60_000 }, []]);
  end.abort();
  const next = await steps.next();
  const [head, ...rest] = shown([next.value as Step, ...readyIn(steps)]);
  expect(head).toContain('head 200');
  expect(rest).toEqual(shown(stream).slice(1));
  expect(await steps.next()).toEqual({ done: true, value: undefined });
});

test('a source is asked with the first step alone, and not behind a return', async () => {
  let asked = 0;
  const ask = () => {
    asked += 1;
    return stream;
  };
  const steps = new DeferredSteps(ask);
  expect([steps.ready(), asked]).toEqual([null, 0]);
  expect(await steps.next()).toEqual({ done: false, value: stream[0] });
  expect([steps.ready(), asked]).toEqual([stream[1], 1]);
  await steps.return();
  expect([await steps.next(), asked]).toEqual([{ done: true, value: undefined }, 1]);
  const unread = new DeferredSteps(ask);
  await unread.return();
  expect([await unread.next(), asked]).toEqual([{ done: true, value: undefined }, 1]);
});

test('a source that cannot be asked rejects', async () => {
  const steps = new DeferredSteps(() => {
    throw new Error('no source');
  });
  await expect(steps.next()).rejects.toThrow('no source');
});
