import { expect, test } from 'vitest';
import { streamError } from '../../../src/faults/stream-error.ts';
import { luckOf } from '../../../src/lib/luck.ts';
import type { Step } from '../../../src/model/step.ts';
import { fixedClock } from '../../helpers/clock.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { comment, end, eventStream, frame, part, shown, watched } from '../../helpers/steps.ts';
import { applied } from './applied.ts';

const inUse = platformInUse();
const event = (data: string) => frame(`data: ${data}\n\n`);
const stream: readonly Step[] = [eventStream, ...'abcd'.split('').map(event), event('[DONE]'), end];

/** `a b ! end`: events by their data, `!` the error. */
function told(steps: readonly Step[]): string {
  const words = shown(steps.slice(1)).map((step) => step.replace(/^data: (.*)\n\n$/, '$1'));
  return words.map((word) => (word.includes('error') ? '!' : word)).join(' ');
}

test.each([
  [{}, 'a b c ! end'],
  [{ frames: 0 }, '! end'],
  [{ frames: 1, then: 'end' }, 'a ! end'],
  [{ frames: 1, then: 'done' }, 'a ! [DONE] end'],
  [{ frames: 1, then: 'continue' }, 'a ! b c d [DONE] end'],
  [{ frames: 5, then: 'continue' }, 'a b c d [DONE] ! end'],
  [{ frames: 6 }, 'a b c d [DONE] end'],
  [{ at: 'before-head', then: 'done' }, '! [DONE] end'],
  [{ at: 'after-head' }, '! end'],
  [{ bytes: '0B' }, '! end'],
  [{ bytes: '1B' }, 'd ata: a\n\n ! end'],
  [{ bytes: '9B' }, 'a ! end'],
  [{ bytes: '1GiB' }, 'a b c d [DONE] end'],
])('stream-error %j', async (params, expected) => {
  expect(told(await applied(streamError, params, stream))).toBe(expected);
});

test('only a stream that the error ends is damaged, and its source is left', async () => {
  for (const then of ['end', 'done']) {
    const source = watched(stream);
    expect((await applied(streamError, { then }, source)).at(-1)).toEqual({ kind: 'end', damaged: true });
    expect(source.state()).toBe('returned');
  }
  expect((await applied(streamError, { then: 'continue' }, stream)).at(-1)).toEqual(end);
});

test('an error never comes inside an event, nor before the head', async () => {
  const long = [eventStream, comment(':\n\n'), part('data: a'), part('aa'), frame('a\n\n'), event('b'), end];
  const whole = ':\n\ndata: aaaa\n\n';
  const bytesOf = async (params: Readonly<Record<string, unknown>>) =>
    (await applied(streamError, params, long))
      .map((step) => (step.kind === 'frame' ? step.bytes.toString() : ''))
      .join('')
      .replace(/data: .*error.*\n\n/, '!');
  for (const bytes of ['4B', '10B', '11B', '12B', '13B', '14B', '15B'])
    expect(await bytesOf({ bytes })).toBe(`${whole}!`);
  expect(await bytesOf({ frames: 1 })).toBe(`${whole}!`);
  expect(await bytesOf({ bytes: '16B' })).toBe(`${whole}data: b\n\n!`);
  expect(await bytesOf({ bytes: '3B' })).toBe(':\n\n!');
});

async function errorOf(params: Readonly<Record<string, unknown>>, path = '/v1/chat/completions') {
  const facts = requestFacts(inUse, { path, body: { model: 'm' } });
  const steps = await applied(streamError, { frames: 0, ...params }, stream, { facts, luck: luckOf(7) });
  return shown(steps)[1] ?? '';
}

test('an error is one event, bare or named, in the envelope of the surface', async () => {
  const json = '{"error":{"message":"no healthy upstream for this model","type":"server_error",';
  expect(await errorOf({ status: 503 })).toMatch(/^data: \{"error":\{.*\}\n\n$/);
  expect(await errorOf({ status: 503, as: 'event' })).toMatch(/^event: error\ndata: \{.*\}\n\n$/);
  const body = JSON.parse((await errorOf({ status: 503 })).slice('data: '.length));
  expect(body.error).toMatchObject({ code: 'upstream_unavailable', type: 'server_error' });
  expect(json).toContain(body.error.message);
  const keys = JSON.parse((await errorOf({ status: 500 }, '/api/keys')).slice('data: '.length));
  expect(Object.keys(keys)).toEqual(['code', 'error']);
});

test('an error is picked by entry, code or status; by itself it is the 500', async () => {
  expect(await errorOf({ entry: 'no-healthy-upstream' })).toBe(await errorOf({ status: 503 }));
  expect(await errorOf({ code: 'upstream_unavailable' })).toBe(await errorOf({ status: 503 }));
  expect(await errorOf({})).toBe(await errorOf({ status: 500 }));
  expect(await errorOf({ entry: 'no-healthy-upstream-raw' })).toBe('data: no healthy upstream\n\n');
});

test('a message of one’s own, or the same in other letters', async () => {
  expect(await errorOf({ message: 'Too warm.' })).toContain('"message":"Too warm."');
  const scrambled = await errorOf({ message: 'scrambled' });
  expect(scrambled).not.toBe(await errorOf({}));
  expect(scrambled).toHaveLength((await errorOf({})).length);
  expect(scrambled).toBe(await errorOf({ message: 'scrambled' }));
});

test('what the platform cannot do is objected to, at the word that says it', () => {
  const objections = (params: object, of = inUse) =>
    streamError.objections?.(streamError.params.parse(params), of, [requestFacts(inUse).surface]) ?? [];
  expect(objections({ frames: 1 })).toEqual([]);
  expect(objections({ entry: 'no-such' })).toMatchObject([{ path: ['entry'] }]);
  const poor = { ...inUse, platform: { ...inUse.platform, errors: [] } };
  expect(objections({}, poor)).toMatchObject([{ path: [] }]);
  expect(streamError.params.safeParse({ status: 500, code: 'x' }).success).toBe(false);
  expect(streamError.params.safeParse({ status: 200 }).success).toBe(false);
});

test('after a time the error comes though the source is silent', async () => {
  const clock = fixedClock();
  let wake: (step: Step) => void = () => {};
  const late = new Promise<Step>((resolve) => {
    wake = resolve;
  });
  if (streamError.subject !== 'request') throw new Error('stream-error is a fault of requests');
  const steps = streamError
    .apply(watched([eventStream, event('a'), late]), {
      params: streamError.params.parse({ after: '2s' }),
      ...{ inUse, clock, luck: luckOf(1), injection: 0, hangMs: 60_000, facts: requestFacts(inUse) },
    })
    [Symbol.asyncIterator]();
  await steps.next();
  await steps.next();
  const next = steps.next();
  while (clock.waiting().length === 0) await Promise.resolve();
  clock.advance(2_000);
  expect((await next).value).toMatchObject({ kind: 'frame' });
  expect((await steps.next()).value).toEqual({ kind: 'end', damaged: true });
  wake(end);
});
