import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bodyBadGzip } from '../../../src/faults/body-bad-gzip.ts';
import { bodyBadJson } from '../../../src/faults/body-bad-json.ts';
import { bodyEmpty } from '../../../src/faults/body-empty.ts';
import { bodyHtml } from '../../../src/faults/body-html.ts';
import { bodyOversize } from '../../../src/faults/body-oversize.ts';
import { bodyTruncate } from '../../../src/faults/body-truncate.ts';
import { bodyWrongType } from '../../../src/faults/body-wrong-type.ts';
import type { Step } from '../../../src/model/step.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import {
  end,
  eventStream,
  fin,
  frame,
  head,
  shown,
  stream,
  watched,
  wholeAnswer,
} from '../../helpers/steps.ts';
import { applied } from './applied.ts';

const damagedEnd: Step = { kind: 'end', damaged: true };
const faults = [bodyTruncate, bodyBadJson, bodyEmpty, bodyHtml, bodyWrongType, bodyBadGzip, bodyOversize];

function jsonOf(...texts: readonly string[]): readonly Step[] {
  return [head('application/json'), ...texts.map(frame), end];
}

function textOf(steps: readonly Step[]): string {
  return steps.map((step) => (step.kind === 'frame' ? step.bytes.toString() : '')).join('');
}

function bytesOf(steps: readonly Step[]): Buffer {
  return Buffer.concat(steps.map((step) => (step.kind === 'frame' ? step.bytes : Buffer.alloc(0))));
}

function fieldsOf(steps: readonly Step[]): string {
  const first = steps.find((step) => step.kind === 'head');
  return (first?.kind === 'head' ? first.headers : []).join(' ');
}

const bodiless = [
  ['a HEAD', 'HEAD', 200],
  ['a 204', 'POST', 204],
  ['a 205', 'POST', 205],
  ['a 304', 'GET', 304],
] as const;

test.each(bodiless)('%s is left alone', async (_, method, status) => {
  const facts = requestFacts(platformInUse(), { method });
  for (const type of ['application/json', 'text/event-stream']) {
    const steps = [head(type, ['Content-Length', '8'], status), end];
    for (const fault of faults) expect(await applied(fault, {}, steps, { facts })).toEqual(steps);
  }
});

type Truncated = readonly [params: object, steps: readonly Step[], left: string, length: string];

test.each<Truncated>([
  [{}, wholeAnswer, 'head 200 | {"a" | end', 'Content-Length 4'],
  [{ share: 0.9 }, wholeAnswer, 'head 200 | {"a":12 | end', 'Content-Length 7'],
  [{ bytes: '3B' }, wholeAnswer, 'head 200 | {"a | end', 'Content-Length 3'],
  [{ bytes: '0B' }, wholeAnswer, 'head 200 | end', 'Content-Length 0'],
  [{ bytes: '9B' }, wholeAnswer, 'head 200 | {"a":12} | end', 'Content-Length 8'],
  [{}, jsonOf('[1,', '2]'), 'head 200 | [1 | end', 'application/json'],
  [{ bytes: '4B' }, jsonOf('[1,', '2]'), 'head 200 | [1, | 2 | end', 'application/json'],
  [{ bytes: '3B' }, stream, 'head 200 | aa | b | end', 'text/event-stream'],
  [{}, stream, 'head 200 | aa | bbb | c | end', 'text/event-stream'],
])('body-truncate %j', async (params, steps, left, length) => {
  const seen = await applied(bodyTruncate, { ...params }, steps);
  expect(shown(seen).join(' | ')).toBe(left);
  expect(fieldsOf(seen)).toMatch(new RegExp(`${length}$`));
});

test('body-truncate ends it as if it were whole, and says so to the journal', async () => {
  for (const steps of [wholeAnswer, jsonOf('[1,', '2]')])
    expect((await applied(bodyTruncate, {}, steps)).at(-1)).toEqual(damagedEnd);
  expect((await applied(bodyTruncate, { bytes: '1KiB' }, wholeAnswer)).at(-1)).toEqual(end);
});

test('half of a body that is long and of unknown length is not waited for', async () => {
  const half = 'x'.repeat(700_000);
  const steps = [head('text/plain'), frame(half), frame(half), frame('z'), end];
  const source = watched(steps);
  expect(await applied(bodyTruncate, {}, source)).toEqual(steps);
  expect(source.state()).toBe('exhausted');
});

test('nor is one that breaks off', async () => {
  const steps = [head('text/plain'), frame('half'), fin];
  expect(await applied(bodyTruncate, {}, steps)).toEqual(steps);
});

type Json = readonly [kind: string, texts: readonly string[], left: string];

test.each<Json>([
  ['unclosed', ['{"a":12}'], '{"a":12'],
  ['unclosed', ['{"a":[1', ',2]', '}', '\n'], '{"a":[1,2]\n'],
  ['unclosed', ['"é}"'], '"é}"'],
  ['unclosed', ['[', ']', ' \r\n'], '[ \r\n'],
  ['unclosed', [], ''],
  ['trailing-comma', ['{"a":', '12}'], '{"a":12,}'],
  ['trailing-comma', ['[1]\n'], '[1,]\n'],
  ['single-quotes', ['{"a":', '"\\""}'], "{'a':'\\''}"],
  ['prefix', ['{"a"', ':12}'], ')]}\',\n{"a":12}'],
])('body-bad-json %s of %j', async (kind, texts, left) => {
  const steps = await applied(bodyBadJson, { kind }, jsonOf(...texts));
  expect(textOf(steps)).toBe(left);
  expect(steps.at(-1)).toEqual(damagedEnd);
  expect(() => JSON.parse(texts.join('').includes('é') ? '' : left)).toThrow();
});

test('body-bad-json: the length goes, and only JSON is touched', async () => {
  for (const type of ['application/json; charset=utf-8', 'application/problem+json']) {
    const steps = await applied(bodyBadJson, {}, [
      head(type, ['Content-Length', '8']),
      frame('{"a":12}'),
      end,
    ]);
    expect(fieldsOf(steps)).toBe(`Content-Type ${type}`);
    expect(textOf(steps)).toBe('{"a":12');
  }
  for (const type of ['text/plain', 'text/event-stream', 'application/jsonlines']) {
    const steps = [head(type), frame('{"a":12}'), end];
    expect(await applied(bodyBadJson, {}, steps)).toEqual(steps);
  }
});

test('what is held back of JSON comes also where trailers follow or it breaks off', async () => {
  const trailers: Step = { kind: 'trailers', headers: ['x-sum', '1'] };
  const [first, body] = jsonOf('{"a":12}') as [Step, Step];
  expect(shown(await applied(bodyBadJson, {}, [first, body, trailers, end]))).toEqual([
    ...['head 200', '{"a":12', '', 'trailers', 'end'],
  ]);
  expect(shown(await applied(bodyBadJson, {}, [first, body, fin]))).toEqual([
    ...['head 200', '{"a":12}', '', 'sever fin'],
  ]);
});

const long = 'x'.repeat(1_000);

test('a body in pieces is one frame, which counts at its end', async () => {
  for (const fault of [bodyBadJson, bodyOversize]) {
    const frames = (await applied(fault, {}, jsonOf(`["${long}`, long, '"]'))).filter(
      (step) => step.kind === 'frame',
    );
    expect(frames.filter(({ comment }) => comment !== true)).toEqual([frames.at(-1)]);
  }
});

test('of a long body no more than its last bytes are held back', async () => {
  const seen = await applied(bodyBadJson, {}, jsonOf(`["${long}`, long, '"]'));
  expect(shown(seen).map(({ length }) => length)).toEqual([8, 1_002 - 64, 1_000, 2, 63, 0, 3]);
});

const page = /^<html>\r\n<head><title>502 Bad Gateway<\/title>.*<\/html>\r\n$/s;

test.each([
  [
    'a whole answer',
    [head('application/json', ['Content-Length', '8', 'X-Kept', '1']), frame('{"a":12}'), end],
  ],
  ['a stream', [head('text/event-stream', ['Trailer', 'x-sum', 'X-Kept', '1']), frame('data: a\n\n'), end]],
] as const)('body-html and body-empty in place of %s, which is not read', async (_, steps) => {
  const type = fieldsOf(steps).split(' ')[1];
  const cases = [
    [bodyHtml, 'text/html; charset=utf-8', page],
    [bodyEmpty, type, /^$/],
  ] as const;
  for (const [fault, said, text] of cases) {
    const source = watched(steps);
    const seen = await applied(fault, {}, source);
    expect(textOf(seen)).toMatch(text);
    const fields = fieldsOf(seen).split(' ');
    expect(fields.join(' ')).toContain(`Content-Type ${said}`);
    expect(fields[fields.indexOf('Content-Length') + 1]).toBe(String(textOf(seen).length));
    expect(fields).toContain('X-Kept');
    expect(fields).not.toContain('Trailer');
    expect(seen.at(-1)).toEqual(damagedEnd);
    expect([source.pulled(), source.state()]).toEqual([1, 'returned']);
  }
});

test('body-html: what it says, with which status', async () => {
  const steps = [{ ...head('application/json'), reason: 'Fine' } as Step, frame('{}'), end];
  const params = { title: 'A < B & C', text: '<b>', status: 503 };
  const [first, body] = await applied(bodyHtml, params, steps);
  expect(first).toMatchObject({ kind: 'head', status: 503 });
  expect(first).not.toHaveProperty('reason');
  expect(textOf(body === undefined ? [] : [body])).toMatch(/<h1>A &lt; B &amp; C<\/h1>.*<p>&lt;b&gt;<\/p>/s);
  expect((await applied(bodyHtml, {}, steps))[0]).toMatchObject({ status: 200, reason: 'Fine' });
  expect(() => bodyHtml.params.parse({ status: 204 })).toThrow(/no body/);
});

test('body-wrong-type changes the type and nothing else', async () => {
  const body = new PassThrough();
  const steps: readonly Step[] = [
    head('application/json', ['X-Kept', '1', 'Content-Length', '8']),
    { kind: 'pipe', body },
    end,
  ];
  const [first, ...rest] = await applied(bodyWrongType, {}, steps);
  expect(first).toEqual(head('text/plain', ['X-Kept', '1', 'Content-Length', '8']));
  expect(rest).toEqual(steps.slice(1));
  const [bare] = await applied(bodyWrongType, { type: 'image/png' }, [
    { kind: 'head', status: 200, headers: [], origin: 'stub' },
    end,
  ]);
  expect(bare).toMatchObject({ headers: ['Content-Type', 'image/png'] });
  expect(await applied(bodyWrongType, {}, stream)).toEqual(stream);
  expect(() => bodyWrongType.params.parse({ type: 'a\r\nb: c' })).toThrow(/visible ASCII/);
});

const document = Buffer.from(JSON.stringify({ text: 'words '.repeat(100) }));
const withKnownLength = [
  head('application/json', ['Content-Length', String(document.length)]),
  frame(String(document)),
  end,
];

test.each([
  ['a known length', withKnownLength],
  ['chunks', [head('application/json'), frame(String(document)), end]],
  ['a stream', [eventStream, frame(String(document)), end]],
] as const)('body-bad-gzip of %s', async (what, steps) => {
  const isStream = what === 'a stream';
  const plain = await applied(bodyBadGzip, {}, steps);
  expect(fieldsOf(plain)).toBe(`${fieldsOf(steps)} Content-Encoding gzip`);
  expect(bytesOf(plain)).toEqual(document);
  const cut = await applied(bodyBadGzip, { kind: 'cut' }, steps);
  expect(() => gunzipSync(bytesOf(cut))).toThrow(/unexpected end/);
  const half = isStream ? document : document.subarray(0, Math.floor(document.length / 2));
  expect(gunzipSync(bytesOf(cut), { finishFlush: 2 })).toEqual(half);
  const wrong = await applied(bodyBadGzip, { kind: 'bad-checksum' }, steps);
  expect(() => gunzipSync(bytesOf(wrong))).toThrow(/incorrect data check/);
  const mended = bytesOf(wrong);
  const at = mended.length - 8;
  mended.writeUInt8(mended.readUInt8(at) ^ 1, at);
  expect(gunzipSync(mended)).toEqual(document);
  for (const seen of [cut, wrong]) expect(fieldsOf(seen)).not.toContain('Content-Length');
  for (const seen of [plain, cut, wrong]) expect(seen.at(-1)).toEqual(damagedEnd);
});

const documents = [{ texts: ['{"a":', '12}\n'] }, { texts: ['{"a":', '12}'] }, { texts: ['"text"'] }];

test.each(documents)('body-oversize keeps JSON as it was: $texts', async ({ texts }) => {
  const steps = await applied(bodyOversize, { bytes: '1MiB' }, jsonOf(...texts));
  expect(bytesOf(steps)).toHaveLength(1_048_576);
  expect(JSON.parse(textOf(steps))).toEqual(JSON.parse(texts.join('')));
  expect(Math.max(...steps.map((step) => bytesOf([step]).length))).toBe(65_536);
  expect(steps.at(-1)).toEqual(end);
});

test('body-oversize corrects a declared length, and leaves what is larger', async () => {
  const seen = await applied(bodyOversize, {}, wholeAnswer);
  expect(fieldsOf(seen)).toBe('Content-Type application/json Content-Length 10485760');
  expect(bytesOf(seen)).toHaveLength(10_485_760);
  const same = await applied(bodyOversize, { bytes: '8B' }, wholeAnswer);
  expect([textOf(same), fieldsOf(same)]).toEqual([textOf(wholeAnswer), fieldsOf(wholeAnswer)]);
  expect(await applied(bodyOversize, {}, stream)).toEqual(stream);
});
