import { expect, test } from 'vitest';
import type { Fault } from '../../../src/faults/fault.ts';
import { streamInsert } from '../../../src/faults/stream-insert.ts';
import { streamReplace } from '../../../src/faults/stream-replace.ts';
import { streamSpelling } from '../../../src/faults/stream-spelling.ts';
import type { Step } from '../../../src/model/step.ts';
import { end, eventStream, frame } from '../../helpers/steps.ts';
import { applied } from './applied.ts';

const chunk = (n: number, finish: string | null = null) =>
  frame(`data: ${JSON.stringify({ n, choices: [{ delta: {}, finish_reason: finish }] })}\n\n`);
const stream: readonly Step[] = [eventStream, chunk(1), chunk(2, 'stop'), frame('data: [DONE]\n\n'), end];

async function bodyOf(fault: Fault, params: Readonly<Record<string, unknown>>): Promise<string> {
  const steps = await applied(fault, params, stream);
  return steps.flatMap((step) => (step.kind === 'frame' ? [step.bytes.toString()] : [])).join('');
}

async function dataOf(params: Readonly<Record<string, unknown>>): Promise<unknown[]> {
  const body = await bodyOf(streamReplace, params);
  const texts = [...body.matchAll(/^data: (.*)$/gm)].map(([, text = '']) => text);
  return texts.map((text) => (text.startsWith('{') ? JSON.parse(text) : text));
}

const one = { n: 1, choices: [{ delta: {}, finish_reason: null }] };
const two = { n: 2, choices: [{ delta: {}, finish_reason: 'stop' }] };

test.each([
  [{ frames: 1, set: { '/choices': [] } }, [{ n: 1, choices: [] }, two, '[DONE]']],
  [
    { frames: 1, set: { '/choices/0/finish_reason': 'eos' } },
    [{ n: 1, choices: [{ delta: {}, finish_reason: 'eos' }] }, two, '[DONE]'],
  ],
  [{ frames: 1, set: { '/choices/-': 7 } }, [{ n: 1, choices: [...one.choices, 7] }, two, '[DONE]']],
  [
    { frames: 1, set: { '/usage': null }, remove: ['/n'] },
    [{ choices: one.choices, usage: null }, two, '[DONE]'],
  ],
  [{ frames: 1, remove: ['/choices/0'] }, [{ n: 1, choices: [] }, two, '[DONE]']],
  [{ frames: 1, set: { '/absent/deep': 1 }, remove: ['/choices/5', '/no/way'] }, [one, two, '[DONE]']],
  [
    { having: '/choices/0/finish_reason', set: { '/choices/0/finish_reason': 'eos' } },
    [one, { n: 2, choices: [{ delta: {}, finish_reason: 'eos' }] }, '[DONE]'],
  ],
  [{ frames: 3, with: ['bye'] }, [one, two, 'bye']],
  [{ frames: 3, set: { '/a': 1 } }, [one, two, '[DONE]']],
  [{ frames: 2, with: [{ error: 1 }, '[DONE]'] }, [one, { error: 1 }, '[DONE]', '[DONE]']],
])('stream-replace %j', async (params, data) => {
  expect(await dataOf(params)).toEqual(data);
});

test.each([
  {},
  { frames: 1 },
  { frames: 1, with: ['a'], set: { '/a': 1 } },
  { having: '/a', frames: 1, remove: ['/b'] },
  { having: 'a', remove: ['/b'] },
  { set: { a: 1 } },
])('stream-replace %j is refused', (params) => {
  expect(streamReplace.params.safeParse(params).success).toBe(false);
});

test.each([
  [{ events: ['x'] }, 0],
  [{ frames: 2, events: ['x'] }, 2],
  [{ frames: 3, events: ['x'] }, 3],
])('stream-insert %j', async (params, at) => {
  const events = (await bodyOf(streamInsert, { frames: 9, events: ['x'] })).split(/(?<=\n\n)/);
  const body = await bodyOf(streamInsert, params);
  expect(body).toBe([...events.slice(0, at), 'data: x\n\n', ...events.slice(at)].join(''));
});

const plain = `data: ${JSON.stringify(one)}`;

test.each([
  ['no-space', `data:${JSON.stringify(one)}\n\n`],
  ['crlf', `${plain}\r\n\r\n`],
  ['cr', `${plain}\r\r`],
  ['id', `id: 1\n${plain}\n\n`],
  ['retry', `retry: 3000\n${plain}\n\n`],
  ['event-name', `event: message\n${plain}\n\n`],
  ['comment', `: a comment\n${plain}\n\n`],
  ['bom', `\ufeff${plain}\n\n`],
  ['data-lines', 'data: {\ndata:  "n": 1,\ndata:  "choices": [\n'],
  [['crlf', 'id', 'no-space', 'bom'], `\ufeffid:1\r\ndata:${JSON.stringify(one)}\r\n\r\n`],
])('stream-spelling as %j', async (as, begin) => {
  const body = await bodyOf(streamSpelling, { as });
  expect(body.slice(0, begin.length)).toBe(begin);
  expect(body.endsWith('\n\n') || body.endsWith('\r\r') || body.endsWith('\r\n\r\n')).toBe(true);
});
