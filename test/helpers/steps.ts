import type { Step } from '../../src/model/step.ts';

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const end: Step = { kind: 'end' };
export const fin: Step = { kind: 'sever', how: 'fin' };
export const rst: Step = { kind: 'sever', how: 'rst' };
export const pause = (ms: number): Step => ({ kind: 'pause', ms });
export const hangs = (ms: number): Step => ({ kind: 'hang', ms });
export const frame = (text: string): Step => ({ kind: 'frame', bytes: Buffer.from(text) });
export const comment = (text: string): Step => ({ kind: 'frame', bytes: Buffer.from(text), comment: true });
export const part = (text: string): Step => ({ ...comment(text), part: true }) as Step;

export function head(type: string, headers: readonly string[] = [], status = 200): Step {
  return { kind: 'head', status, headers: ['Content-Type', type, ...headers], origin: 'stub' };
}

export const eventStream = head('text/event-stream');

/** A stream of three events and its end. */
export const stream: readonly Step[] = [eventStream, frame('aa'), frame('bbb'), frame('c'), end];

/** A body of eight bytes whose length is told. */
export const wholeAnswer: readonly Step[] = [
  head('application/json', ['Content-Length', '8']),
  frame('{"a":12}'),
  end,
];

/** Steps in one word each: `head 200`, `aa`, `pause 100`, `sever rst`, `end`. */
export function shown(steps: readonly Step[]): string[] {
  return steps.map((step) => {
    switch (step.kind) {
      case 'head':
        return `head ${step.status}`;
      case 'frame':
        return step.bytes.toString();
      case 'pause':
      case 'hang':
        return `${step.kind} ${step.ms}`;
      case 'sever':
        return `sever ${step.how}`;
      default:
        return step.kind;
    }
  });
}

/** A source that remembers what was done to it. */
export interface WatchedSource extends AsyncIterable<Step> {
  readonly pulled: () => number;
  readonly state: () => 'unasked' | 'open' | 'exhausted' | 'returned';
}

/** Steps by hand: an iterator whose `return` is seen, also where a generator's own would not be. */
export function watched(steps: Iterable<Step | Promise<Step>>): WatchedSource {
  const source = steps[Symbol.iterator]();
  let pulled = 0;
  let state: ReturnType<WatchedSource['state']> = 'unasked';
  return {
    pulled: () => pulled,
    state: () => state,
    [Symbol.asyncIterator]: () => ({
      async next() {
        pulled += 1;
        if (state === 'unasked') state = 'open';
        const next = source.next();
        if (next.done === true) {
          state = 'exhausted';
          return { done: true, value: undefined };
        }
        return { done: false, value: await next.value };
      },
      return() {
        if (state !== 'exhausted') state = 'returned';
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}
