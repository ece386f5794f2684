import { expect, test } from 'vitest';
import { lengthOf } from '../../../src/answer/framing/headers.ts';
import { heartBeat } from '../../../src/faults/heart-beat.ts';
import type { Step } from '../../../src/model/step.ts';
import { end, eventStream, fin, frame, hangs, head, part, pause, shown } from '../../helpers/steps.ts';
import { applied } from './applied.ts';

const beats = async (steps: readonly Step[], params = {}) =>
  shown(await applied(heartBeat, { every: '3s', ...params }, steps));

const one = frame('data: 1\n\n');
const ping = ': ping\n\n';

test.each<[string, readonly Step[], readonly string[]]>([
  [
    'before the first event',
    [eventStream, pause(8_000), one, end],
    ['head 200', 'pause 3000', ping, 'pause 3000', ping, 'pause 2000', 'data: 1\n\n', 'end'],
  ],
  [
    'between events',
    [eventStream, one, pause(4_000), one, end],
    ['head 200', 'data: 1\n\n', 'pause 3000', ping, 'pause 1000', 'data: 1\n\n', 'end'],
  ],
  [
    'not within an event',
    [eventStream, part('data: '), pause(9_000), frame('1\n\n'), end],
    ['head 200', 'data: ', 'pause 9000', '1\n\n', 'end'],
  ],
  [
    'not in a silence as long as the interval',
    [eventStream, pause(3_000), one, end],
    ['head 200', 'pause 3000', 'data: 1\n\n', 'end'],
  ],
  [
    'in a silence before the head, which is sent at once',
    [pause(4_000), eventStream, one, end],
    ['head 200', 'pause 3000', ping, 'pause 1000', 'data: 1\n\n', 'end'],
  ],
  [
    'not before the head of an error, which nobody knows of yet',
    [pause(9_000), head('application/json', [], 500), frame('{}'), end],
    ['pause 9000', 'head 500', '{}', 'end'],
  ],
  [
    'not before a head that never comes',
    [pause(9_000), hangs(7_000), fin],
    ['pause 9000', 'hang 7000', 'sever fin'],
  ],
  [
    'in a hang, which keeps its ending',
    [eventStream, hangs(7_000), fin],
    ['head 200', 'pause 3000', ping, 'pause 3000', ping, 'hang 1000', 'sever fin'],
  ],
])('a heart-beat %s', async (_, steps, told) => {
  expect(await beats(steps)).toEqual(told);
});

test.each([
  [{ as: 'ping' }, 'event: ping\ndata: {"type": "ping"}\n\n'],
  [{ as: 'newline' }, '\n'],
  [{ text: 'OPENROUTER PROCESSING' }, ': OPENROUTER PROCESSING\n\n'],
])('%j', async (params, bytes) => {
  expect((await beats([eventStream, pause(4_000), one, end], params))[2]).toBe(bytes);
});

const json = head('application/json', ['Content-Length', '8']);

test('blanks come before JSON, which has no length then', async () => {
  const steps = [json, pause(4_000), frame('{"a":12}'), end];
  expect(await beats(steps)).toEqual(['head 200', 'pause 3000', ' ', 'pause 1000', '{"a":12}', 'end']);
  const [told] = await applied(heartBeat, {}, steps);
  expect(told?.kind === 'head' && lengthOf(told)).toBe(null);
});

test.each([
  ['another body', head('text/html')],
  ['an encoded body', head('application/json', ['Content-Encoding', 'gzip'])],
  ['no body', head('application/json', [], 204)],
])('%s has no blanks', async (_, first) => {
  const steps = [first, pause(9_000), frame('x'), end];
  expect(await beats(steps)).toEqual(shown(steps));
});
