import { expect, test } from 'vitest';
import { badChunk } from '../../../src/faults/bad-chunk.ts';
import { badHead } from '../../../src/faults/bad-head.ts';
import type { Step } from '../../../src/model/step.ts';
import { requestFacts } from '../../helpers/facts.ts';
import { platformInUse } from '../../helpers/platform.ts';
import { end, head, shown, stream, watched, wholeAnswer } from '../../helpers/steps.ts';
import { applied } from './applied.ts';

function rawOf(steps: readonly Step[]): string {
  const raw = steps.find((step) => step.kind === 'raw');
  if (raw === undefined) throw new Error('no raw step');
  expect(raw.under).toBe('http');
  return raw.bytes.toString('latin1');
}

type Row = readonly [params: object, steps: string];

test.each<Row>([
  [{}, 'head 200 | raw | sever fin'],
  [{ at: 'before-head' }, 'raw | sever fin'],
  [{ frames: 2 }, 'head 200 | aa | bbb | raw | sever fin'],
  [{ bytes: '3B' }, 'head 200 | aa | b | raw | sever fin'],
  [{ frames: 4 }, 'head 200 | aa | bbb | c | end'],
])('bad-chunk %j of a stream', async (params, steps) => {
  expect(shown(await applied(badChunk, { ...params }, stream)).join(' | ')).toBe(steps);
});

test('bad-chunk: an answer with a length is sent in chunks for it', async () => {
  const seen = await applied(badChunk, { share: 0.5 }, wholeAnswer);
  expect(shown(seen).join(' | ')).toBe('head 200 | {"a" | raw | sever fin');
  expect(seen[0]).toEqual({ ...head('application/json'), length: 8 });
});

test('bad-chunk leaves an answer without a body alone', async () => {
  const facts = requestFacts(platformInUse(), { method: 'HEAD' });
  const steps = [head('application/json', ['Content-Length', '8']), end];
  expect(await applied(badChunk, {}, steps, { facts })).toEqual(steps);
});

test.each([
  ['size', /^[g-z][a-z]*\r\n/],
  ['missing-crlf', /^1\r\n [^\r]/],
  ['oversize', /^[0-9a-f]{17,}\r\n/],
])('bad-chunk %s', async (kind, bytes) => {
  expect(rawOf(await applied(badChunk, { kind }, stream))).toMatch(bytes);
});

test.each([
  ['status-line', /^HTTP\/1\.1 (?!\d{3} )/],
  ['header', /^HTTP\/1\.1 200 OK\r\n[^:\r]+\r\n/],
  ['version', /^HTTP\/9\.9 200 OK\r\n/],
  ['oversize', /^HTTP\/1\.1 200 OK\r\n[\w-]+: x{1048576}\r\n/],
])('bad-head %s in place of the answer', async (kind, bytes) => {
  const source = watched(wholeAnswer);
  const steps = await applied(badHead, { kind }, source);
  expect(shown(steps)).toEqual(['raw', 'sever fin']);
  expect(rawOf(steps)).toMatch(bytes);
  expect(rawOf(steps)).toMatch(/\r\n\r\n$/);
  expect(source.state()).toBe('unasked');
});
