import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { compose } from '../../src/answer/framing/compose.ts';
import { faults } from '../../src/faults/index.ts';
import { AbortNotifier } from '../../src/lib/abort-notifier.ts';
import type { Step } from '../../src/model/step.ts';
import { apply } from '../helpers/applied-faults.ts';
import { end, eventStream, frame, wholeAnswer } from '../helpers/steps.ts';

const events = Array.from({ length: 12 }, (_, index) => `data: event number ${index}\n\n`);
const piped = () => {
  const body = Readable.from(events.map((text) => Buffer.from(text)));
  return [eventStream, { kind: 'pipe', body } as const, end];
};
const sources: readonly [string, () => readonly Step[]][] = [
  ['a stream', () => [eventStream, ...events.map(frame), end]],
  ['a piped stream', piped],
  ['a whole answer', () => wholeAnswer],
];

const onRequests = faults.flatMap((fault) => (fault.subject === 'request' ? [fault] : []));
const cases = onRequests.flatMap((fault) =>
  sources.map(([what, source]) => [fault.name, what, fault, source] as const),
);

/** The bytes of the body, those of a piped one too. */
async function bytesOf(steps: readonly Step[]): Promise<string> {
  let text = '';
  for (const step of steps)
    if (step.kind === 'frame' || step.kind === 'raw') text += step.bytes.toString('latin1');
    else if (step.kind === 'pipe') for await (const chunk of step.body) text += String(chunk);
  return text;
}

/** Status and fields of the head; `null`: there is none. */
function headOf(steps: readonly Step[]): string | null {
  const head = steps.find((step) => step.kind === 'head');
  return head === undefined ? null : JSON.stringify([head.status, head.headers]);
}

const isLooking = (steps: readonly Step[]) => steps.some(({ kind }) => kind === 'pipe');

/** What was sent before the faults ended, and behind that, where they end after so many steps. */
async function endedAfter(count: number, fault: (typeof onRequests)[number], source: () => readonly Step[]) {
  const faultsEnd = new AbortNotifier();
  const armed = {
    ...{ name: fault.name, says: '' },
    apply: (steps: AsyncIterable<Step>) => apply(fault, fault.example, steps),
  };
  const steps = compose(source, [armed], null, faultsEnd)[Symbol.asyncIterator]();
  const [before, after]: [Step[], Step[]] = [[], []];
  for (let next = await steps.next(); next.done !== true; next = await steps.next()) {
    (faultsEnd.aborted ? after : before).push(next.value);
    if (before.length === count) faultsEnd.abort();
  }
  return { before, after };
}

test.each(cases)('%s on %s: what was whole when faults ended stays whole', async (_, __, fault, source) => {
  const whole = await bytesOf(source());
  for (let count = 1; count <= 30; count += 1) {
    const { before, after } = await endedAfter(count, fault, source);
    const last = (after.at(-1) ?? before.at(-1))?.kind;
    expect(['end', 'sever']).toContain(last);
    if (after.length === 0 || isLooking(before)) continue;
    // Behind a hang there may be a sever alone; a head of the fault's own has replaced the answer.
    const isHung = before.at(-1)?.kind === 'hang' && after.length === 1;
    const head = headOf(before);
    const isOwn = head !== null && head !== headOf(source());
    const sent = await bytesOf(before);
    if (isHung || isOwn || !whole.startsWith(sent)) continue;
    expect(sent + (await bytesOf(after)), `after ${count} steps`).toBe(whole);
    expect(last).toBe('end');
  }
});

test('before the first step a fault that replaces the answer has not begun', async () => {
  for (const fault of onRequests) {
    const faultsEnd = new AbortNotifier();
    faultsEnd.abort();
    const armed = {
      ...{ name: fault.name, says: '' },
      apply: (steps: AsyncIterable<Step>) => apply(fault, fault.example, steps),
    };
    const steps: Step[] = [];
    for await (const step of compose(() => wholeAnswer, [armed], null, faultsEnd)) steps.push(step);
    expect(
      steps.map(({ kind }) => kind),
      fault.name,
    ).toEqual(wholeAnswer.map(({ kind }) => kind));
  }
});
